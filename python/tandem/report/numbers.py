"""How figures are written: short, and never rounded to look better than they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING: Final = "–"  # noqa: RUF001 - an en dash stands for "there is none"


def plain(value: float | None) -> str:
    """Write a number with three significant digits: ``0``, ``2.4e-7``, ``0.0123``, ``1,230``."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:  # noqa: PLR2004
        digits = max(0, 2 - math.floor(math.log10(abs(value))))
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}"


def milliseconds(value: float) -> str:
    """Write a time in milliseconds, without its unit, with three significant digits."""
    if value <= 0:
        return "0"
    digits = min(4, max(0, 2 - math.floor(math.log10(value))))
    return f"{value:,.{digits}f}"


def percent(share: float | None) -> str:
    """Write a share of 1 as a percentage; only 1 itself is 100 %, only 0 is 0 %."""
    if share is None or math.isnan(share):
        return NOTHING
    if share in {0, 1}:
        return f"{share * 100:.0f} %"
    return f"{min(99.9, max(0.1, share * 100)):.1f} %"


def cosine(value: float) -> str:
    """Write a cosine; close to 1 as its distance from it: ``1 - 3e-13``."""
    if math.isnan(value):
        return NOTHING
    gap = 1 - value
    if gap < 1e-15:  # noqa: PLR2004 - float64's own noise
        return "1"
    if gap < 1e-3:  # noqa: PLR2004
        return f"1 - {gap:.0e}".replace("e-0", "e-")
    return f"{math.floor(value * 1e4) / 1e4:.4f}"


def probability(value: float) -> str:
    """Write a probability as a percentage, small ones as less than a tenth."""
    if math.isnan(value):
        return "NaN"
    return "< 0.1 %" if 0 < value < 0.001 else f"{value * 100:.1f} %"  # noqa: PLR2004


def of_tolerance(share: float) -> str:
    """Write a share of the tolerance: ``3 % of the tolerance``, ``12x the tolerance``."""
    if math.isnan(share):
        return "not compared"
    if share == 0:
        return "identical"
    if math.isinf(share):
        return "beyond any tolerance"
    if share > 1:
        return f"{plain(max(share, 1.01))}× the tolerance"  # noqa: RUF001
    return f"{plain(share * 100)} % of the tolerance"


def count(number: int, noun: str) -> str:
    """Write a number of things: ``1 example``, ``3 examples``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def fits(metrics: Mapping[str, float]) -> str:
    """Write the metrics that fit an output: ``PSNR 144 dB, SSIM 1``; empty where there is none."""
    names = {"psnr": "PSNR", "ssim": "SSIM", "top5": "same top 5", "iou": "IoU"}
    texts = []
    for name, value in metrics.items():
        label = names.get(name, name.replace("_", " "))
        if name == "psnr":
            texts.append(f"{label} {'∞' if math.isinf(value) else f'{value:.0f}'} dB")
        else:
            texts.append(f"{label} {percent(value) if name == 'top5' else cosine(value)}")
    return ", ".join(texts)
