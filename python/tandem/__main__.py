"""``python -m tandem`` is the command ``tandem``."""

from __future__ import annotations

from tandem.cli import main

main()
