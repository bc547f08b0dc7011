"""The command line, ``tandem``: one module for each command.

Results go to stdout, everything else to stderr. Exit codes: 0 agreement, 1 parity mismatch,
2 usage, 3 environment, 4 slower than the stored run allows, 70 a bug in Tandem, 130 stopped by
Ctrl-C. Commands import what they need when they run, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from tandem import __version__
from tandem.cli import chatter, interrupt
from tandem.cli.bench import bench
from tandem.cli.bisect import bisect
from tandem.cli.compare import compare
from tandem.cli.convert import convert
from tandem.cli.demo import demo
from tandem.cli.doctor import doctor
from tandem.cli.example import example
from tandem.cli.js import js
from tandem.cli.judge import judge
from tandem.cli.prepare import prepare
from tandem.cli.run import run as run_command
from tandem.cli.terminal import remark
from tandem.errors import TandemError

if TYPE_CHECKING:
    from collections.abc import Sequence

BUG = 70
"""Exit code where Tandem itself is at fault: ``EX_SOFTWARE`` of sysexits.h."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it."""

_DEBUG = "TANDEM_DEBUG"

app = typer.Typer(
    name="tandem",
    help="""
    One model under TensorFlow and TensorFlow.js: the same answer, or where they part,
    and how fast each is.

    Start with `tandem demo`; then try your own model and pictures:

        tandem compare model.keras --images photos/
    """,
    epilog="Exit codes: 0 agreement · 1 mismatch · 2 usage · 3 a runtime is missing · "
    "4 slower than the stored run · 70 a bug · 130 Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(demo)
app.command()(compare)
app.command()(bisect)
app.command()(judge)
app.command()(bench)
app.command()(prepare)
app.command("run")(run_command)
app.command()(convert)
app.command()(example)
app.command(
    # What follows FILE is the program's, options too.
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)(js)
app.command()(doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tandem {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: ARG001 - acts through its callback
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option("--debug", envvar=_DEBUG, help="Show a trace with every error."),
    ] = False,
) -> None:
    os.environ[_DEBUG] = "1" if debug else ""


def main() -> None:
    """Run the command line on ``sys.argv`` and exit."""
    interrupt.listen()
    with chatter.hidden():
        code = run()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command, tell errors apart, and return the exit code."""
    try:
        # Not app(), which would put a hook of its own in place of interrupt's.
        get_command(app)(arguments, prog_name="tandem")
    except SystemExit as done:  # how Typer ends, and how a command gives its code
        return done.code if isinstance(done.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort
        # What native code makes of Ctrl-C may be any error.
        return INTERRUPTED if interrupt.pressed() else _explain(error)
    return 0


def _explain(error: Exception) -> int:
    """Print what went wrong and return the exit code."""
    if os.environ.get(_DEBUG):
        traceback.print_exception(error)
    if isinstance(error, TandemError):
        remark(f"error: {error}")
        return error.exit_code
    remark(
        f"error: {type(error).__name__}: {error}\n"
        "This is a bug in Tandem. Please report it with the output of `tandem doctor` and of "
        f"this command under {_DEBUG}=1."
    )
    return BUG
