"""``tandem js``: a user's own JavaScript file in the embedded tfjs-node."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tandem.cli import terminal

UNCAUGHT = 1
"""Exit code of a program that throws, as Node gives it."""


def js(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CommonJS file.")],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[ARGS]...", help="What `process.argv` has.")
    ] = None,
) -> None:
    """Run a JavaScript file in the embedded tfjs-node, without Node.

    It has `require` (`@tensorflow/tfjs-node`, files, `node_modules`), `console`, `process`, and
    `fs` within its own folder. The exit code is the program's: 1 where it throws.

    Examples:

        tandem js postprocess.test.js

        tandem js train.js --epochs 3
    """
    from tandem import javascript
    from tandem.errors import JSError
    from tandem.tfjs.link import get_link

    link = get_link()
    rejected: list[Any] = []
    link.engine.loop.set_exception_handler(lambda _, context: rejected.append(context))
    try:
        with link.engine.confined(str(file.resolve().parent)):
            found = javascript.run(link, file, arguments or [])
            if not link.request("get", h=found["program"], n="hasExited"):
                link.engine.run_until_idle()
    except JSError as error:
        terminal.remark(f"Uncaught {error}\n{_own_lines(error.stack)}".rstrip())
        raise typer.Exit(UNCAUGHT) from error
    for context in rejected:
        reason = context.get("exception")
        if reason is not None and "process.exit(" not in str(reason):
            terminal.remark(f"Uncaught (in promise) {_own_lines(str(reason))}".rstrip())
            raise typer.Exit(UNCAUGHT)
    code = link.request("get", h=found["program"], n="exitCode")
    raise typer.Exit(int(code))


def _own_lines(text: str) -> str:
    """An error without the lines of the engine's own code."""
    return "\n".join(line for line in text.splitlines() if "tandem/embedded.js" not in line)
