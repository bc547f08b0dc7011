"""Fixtures shared by the Python tests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes import FakeRuntime

sys.path.insert(0, str(Path(__file__).parent))  # for the helper modules beside this file


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make these fake runtimes the ones there are."""

    def install(*runtimes: FakeRuntime) -> None:
        by_name = {runtime.name: runtime for runtime in runtimes}
        monkeypatch.setattr("tandem.runtimes.get", by_name.__getitem__)

    return install
