"""``tandem convert``: a Keras model into a model that TensorFlow.js loads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli import terminal
from tandem.cli.unsafe import Unsafe  # noqa: TC001 - Typer reads it
from tandem.errors import UsageError

if TYPE_CHECKING:
    from tandem.converter import Conversion

_MISMATCH = 1


def convert(
    model: Annotated[
        Path,
        typer.Argument(
            metavar="MODEL",
            help="A .keras or .h5 file, or the folder of a SavedModel or tfjs model.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help="The folder to write; of a tfjs model, a new SavedModel folder or .keras file.",
        ),
    ],
    signature: Annotated[
        str | None, typer.Option(metavar="NAME", help="The signature of a SavedModel.")
    ] = None,
    tags: Annotated[
        str | None, typer.Option(metavar="TAG,TAG", help="The tags of a SavedModel.")
    ] = None,
    quantize: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[DTYPE=PATTERN]",
            help="Store weights as float16, uint16 or uint8: `float16` for all, `uint8=dense*` "
            "for some (repeat it), `auto` for the smallest within --max-error.",
        ),
    ] = None,
    max_error: Annotated[
        float | None,
        typer.Option(metavar="E", help="Largest |got - wanted| / (1 + |wanted|) that passes."),
    ] = None,
    shard_bytes: Annotated[
        int | None, typer.Option(metavar="N", help="Size of a weight file; 4 MiB if not given.")
    ] = None,
    layers: Annotated[
        bool, typer.Option("--layers", help="Write a layers model, which tfjs can train further.")
    ] = False,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Do not run what was written beside the model.")
    ] = False,
    unsafe: Unsafe = False,
) -> None:
    """Convert a model for TensorFlow.js: `model.json` and its weights, names and order kept.

    What was written is then run in tfjs beside the model, on random inputs.

    In JavaScript: `await tf.loadGraphModel("web/model/model.json")`.

    Examples:

        tandem convert model.keras web/model

        tandem convert saved_model/ web/model --quantize auto --max-error 1e-3

        tandem convert web/layers_model again.keras

    Flags of tensorflowjs_converter, and what they are here:

        --input_format, --output_format      read off the input; --layers for a layers model

        --saved_model_tags, --signature_name     --tags, --signature

        --quantize_float16 (_uint16, _uint8)     --quantize float16, or float16=PATTERN

        --weight_shard_size_bytes     --shard-bytes

        --skip_op_check, --strip_debug_ops, --control_flow_v2     not needed

        --use_structured_outputs_names     not needed: names and order are the model's own

        --output_node_names, --split_weights_by_layer, --metadata     no counterpart
    """
    import tandem

    with terminal.progress() as show:
        show("loading the model")
        done = tandem.convert(
            model,
            out,
            signature=signature,
            tags=None if tags is None else tags.split(","),
            quantize=_plan(quantize or []),
            max_error=max_error,
            shard_bytes=shard_bytes,
            layers=layers,
            check=not no_check,
            unsafe=unsafe,
            progress=show,
        )
    for warning in done.warnings:
        terminal.remark(f"warning: {warning}")
    graph = (
        f"; {done.nodes} nodes, {sum(done.fused.values())} fused, {done.folded} folded, "
        f"{sum(done.expanded.values())} written out"
    )
    typer.echo(
        f"{done.path}: {len(done.files)} files, {done.size / 1000:,.0f} kB"
        + (graph if done.nodes and not layers else "")
    )
    _print_check(done)
    if not done:
        raise typer.Exit(_MISMATCH)


def _plan(given: list[str]) -> str | dict[str, str] | None:
    if not given:
        return None
    if given == ["auto"]:
        return "auto"
    plan = {}
    for rule in given:
        dtype, _, pattern = rule.partition("=")
        if dtype == "auto":
            raise UsageError("--quantize auto stands alone: it chooses for every weight")
        plan[pattern or "*"] = dtype
    return plan


def _print_check(done: Conversion) -> None:
    for choice in done.choices:
        typer.echo(
            f"weights as {choice.dtype}: {choice.size / 1000:,.0f} kB, "
            f"largest error {choice.error:.1e}"
        )
    check = done.check
    if check is None:
        return
    for runtime, errors in check.errors.items():
        worst = max(errors, key=lambda name: errors[name])
        verdict = "agrees" if errors[worst] <= check.tolerance else "DIFFERS"
        typer.echo(
            f"{runtime} {verdict}: largest error {errors[worst]:.1e} ('{worst}'), "
            f"{check.tolerance:.0e} allowed"
        )
    for runtime, reason in check.skipped.items():
        terminal.remark(f"warning: {runtime} did not run it: {reason}")
    if check.constant:
        names = ", ".join(check.constant)
        terminal.remark(f"warning: constant on every input tried, which proves nothing: {names}")
