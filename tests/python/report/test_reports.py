"""Reports: valid against their schema, self-contained, escaped, small, and true to the numbers."""

# ruff: noqa: RUF001 - the text of reports has dashes and multiplication signs

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from importlib.resources import files

import cv2
import jsonschema
import numpy as np
import pytest
from fakes import FakeRuntime, classifier, classify, model, soften
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tandem.comparison import compare
from tandem.errors import TandemError, UsageError
from tandem.report import html, numbers, terminal
from tandem.report import json as json_report

BOTH = ("tensorflow", "tfjs-node")
PHOTOS = np.random.default_rng(1).random((9, 4, 4, 3), np.float32)


def noisy(inputs):
    return {"scores": classify(inputs)["scores"] + np.float32(1e-7)}


def broken(inputs):
    scores = classify(inputs)["scores"]
    scores[0, 2] = np.nan
    return {"scores": scores * np.float32(1.01)}


def dies(_):
    raise TandemError("lost </script><img src=x onerror=alert(1)>")


def report_of(use, *functions, names=BOTH, **options):
    use(*(FakeRuntime(name, function) for name, function in zip(names, functions, strict=True)))
    options = {"inputs": PHOTOS, **options}
    return compare(options.pop("model", classifier()), runtimes=names, **options)


@pytest.fixture(params=["clean", "broken", "dies", "empty", "values", "image", "three"])
def report(request, use):  # noqa: PLR0911
    """One report of every sort."""
    match request.param:
        case "clean":
            return report_of(use, classify, noisy, labels=[f"class {i}" for i in range(10)])
        case "broken":
            return report_of(use, classify, broken)
        case "dies":
            return report_of(use, classify, dies)
        case "empty":
            return report_of(use, classify, classify, inputs=PHOTOS[:0])
        case "values":
            fake = model({"x": (None, 3)}, {"box": (None, 3), "area": (None, 1)})
            return report_of(
                use,
                lambda i: {"box": i["x"], "area": i["x"].sum(1, keepdims=True)},
                lambda i: {"box": i["x"] + 1, "area": i["x"].sum(1, keepdims=True)},
                model=fake,
                inputs=PHOTOS[:, 0, 0].copy(),
            )
        case "image":
            fake = model({"photo": (None, 16, 16, 3)}, {"picture": (None, 16, 16, 3)})
            photos = np.random.default_rng(2).random((4, 16, 16, 3), np.float32)
            return report_of(use, soften, soften, model=fake, inputs=photos)
        case _:
            return report_of(use, classify, noisy, broken, names=(*BOTH, "tfjs-cpu"))


def test_json_keeps_its_schema(report, tmp_path) -> None:
    schema = json_report.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(report.to_dict())
    path = tmp_path / "run.json"
    report.to_json(path)

    def refuse(constant):
        raise AssertionError(constant)

    stored = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    assert stored == report.to_dict()
    assert stored["agree"] is bool(report)
    assert [r["name"] for r in stored["runtimes"]] == [r.name for r in report.runtimes]


def test_the_schema_notices_what_is_wrong(use) -> None:
    good = report_of(use, classify, noisy).to_dict()
    validator = jsonschema.Draft202012Validator(json_report.schema())
    for spoil in (
        lambda d: d.pop("findings"),
        lambda d: d.update(schema="tandem.compare/2"),
        lambda d: d.update(surplus=1),
        lambda d: d["runtimes"].pop(),
        lambda d: d["runtimes"][1]["outputs"][0]["difference"].update(max_abs="nan"),
        lambda d: d["run"]["tolerance"]["scores"].update(atol=-1),
        lambda d: d["environment"].pop("cpu"),
    ):
        data = json.loads(json.dumps(good))
        spoil(data)
        assert not validator.is_valid(data)


def test_the_schema_names_every_kind_of_finding() -> None:
    from typing import get_args

    from tandem.comparison.result import FindingKind

    finding = json_report.schema()["properties"]["findings"]["items"]["properties"]
    assert set(finding["kind"]["enum"]) == set(get_args(FindingKind))


def test_nan_and_infinity_are_strings_that_float_reads(use) -> None:
    data = report_of(use, classify, broken).to_dict()
    apart = data["runtimes"][1]["outputs"][0]["difference"]
    assert float(apart["share"]) == math.inf
    assert apart["share"] == "Infinity"
    assert math.isnan(float(apart["worst_got"]))
    assert data["runtimes"][1]["outputs"][0]["nan"] == 9


class Page(HTMLParser):
    """The page's visible text and tags; complains of tags that do not match."""

    VOID = frozenset({"meta", "img", "br", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data) -> None:
        if self._open[-1:] != ["style"]:
            self.text += data


def test_html_is_well_formed_and_loads_nothing(report, tmp_path) -> None:
    path = tmp_path / "report.html"
    report.to_html(path)
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "iframe", "object", "form"})
    for tag, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on")}, tag
        for name in ("src", "href", "srcset"):
            assert (attributes.get(name) or "data:image/").startswith("data:image/")
    assert not re.search(r"url\(|@import|https?://", text)
    assert "prefers-color-scheme: dark" in text
    assert "nan" not in re.findall(r"(?:left|top|width):([^;%]*)%", text)
    assert ("✓" if report else "✗") in page.text
    for result in report.runtimes:
        assert result.name in page.text
    for finding in report.findings:
        assert finding.message in page.text


def test_html_says_the_numbers(use) -> None:
    report = report_of(use, classify, noisy, command="tandem compare model --images 'a b'")
    page = Page(html.render(report))
    (apart,) = report.runtimes[1].differences
    total = report.runtimes[1].timings.summary()["total"]
    for text in (
        numbers.plain(apart.max_abs),
        numbers.milliseconds(total.median),
        "100 %",
        "tandem compare model --images 'a b'",
        report.environment.cpu,
        report.environment.packages["tensorflow"],
    ):
        assert text in page.text


def test_names_and_messages_are_escaped(use) -> None:
    evil = "<img src=x onerror=alert(1)>"
    fake = classifier()
    fake.name = evil
    report = report_of(
        use, classify, dies, model=fake, labels=[evil] * 10, command=f"tandem {evil}"
    )
    text = html.render(report)
    assert "<img src=x" not in text
    assert "</script" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") >= 3
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(terminal.render(report))
    console.file.close()


def test_a_hundred_photos_stay_below_three_megabytes(use, tmp_path) -> None:
    """The worst case for size: noise, which hardly compresses, in pictures and outputs."""
    random = np.random.default_rng(0)
    for index in range(100):
        noise = random.integers(0, 256, (240, 320, 3), np.uint8)
        cv2.imwrite(str(tmp_path / f"{index}.png"), noise)
    fake = model({"photo": (None, 192, 192, 3)}, {"picture": (None, 192, 192, 3)})
    report = report_of(use, soften, soften, model=fake, inputs=None, images=tmp_path)
    assert len(report.samples) <= 24
    size = len(html.render(report).encode())
    assert 100_000 < size < 3_000_000


def test_terminal_table(report) -> None:
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(terminal.render(report))
    console.file.close()
    text = console.export_text()
    for result in report.runtimes:
        assert result.name in text
        for apart in result.differences:
            if apart.examples:
                assert numbers.plain(apart.max_abs) in text
    assert text.count("failure") == len(report.failures)


@pytest.mark.parametrize("write", ["to_html", "to_json"])
def test_paths_that_cannot_be_written(use, tmp_path, write) -> None:
    report = report_of(use, classify, noisy)
    with pytest.raises(UsageError, match="missing"):
        getattr(report, write)(tmp_path / "missing" / "report")
    with pytest.raises(UsageError, match="folder"):
        getattr(report, write)(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_half_way_leaves_the_old_file(use, tmp_path, monkeypatch) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(UsageError, match="No space left"):
        report_of(use, classify, noisy).to_json(path)
    assert [p.name for p in tmp_path.iterdir()] == ["run.json"]
    assert path.read_text() == "old"


def test_an_existing_file_is_replaced_whole(use, tmp_path) -> None:
    path = tmp_path / "run.json"
    path.write_text("x" * 1_000_000)
    report_of(use, classify, noisy).to_json(path)
    assert json.loads(path.read_text())["agree"]
    assert [p.name for p in tmp_path.iterdir()] == ["run.json"]
    assert path.stat().st_mode & 0o600 == 0o600


def test_the_package_holds_what_reports_are_made_of() -> None:
    package = files("tandem.report")
    for name in ("templates/compare.html.j2", "templates/report.css", "compare-1.schema.json"):
        assert package.joinpath(name).is_file()


@given(st.floats(1e-300, 1e300))
def test_numbers_keep_two_digits(value) -> None:
    text = numbers.plain(value).replace(",", "")
    assert float(text) == pytest.approx(value, rel=0.051)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (numbers.plain(0.0), "0"),
        (numbers.plain(2.44e-7), "2.4e-7"),
        (numbers.plain(1e-7), "1e-7"),
        (numbers.plain(0.0123), "0.0123"),
        (numbers.plain(100.0), "100"),
        (numbers.plain(-12.5), "-12.5"),
        (numbers.plain(math.nan), "–"),
        (numbers.percent(1.0), "100 %"),
        (numbers.percent(0.99999), "99.9 %"),
        (numbers.percent(0.00001), "0.1 %"),
        (numbers.percent(None), "–"),
        (numbers.cosine(1 - 3e-13), "1 - 3e-13"),
        (numbers.cosine(1.0), "1"),
        (numbers.cosine(0.98765), "0.9876"),
        (numbers.of_tolerance(0), "identical"),
        (numbers.of_tolerance(0.5), "50 % of the tolerance"),
        (numbers.of_tolerance(1.0001), "1.01× the tolerance"),
        (numbers.count(1, "example"), "1 example"),
        (numbers.count(2000, "example"), "2,000 examples"),
    ],
)
def test_how_numbers_are_written(written, wanted) -> None:
    assert written == wanted
