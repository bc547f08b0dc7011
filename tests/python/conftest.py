"""What all Python tests share. Its being here also lets them import ``models`` and ``fakes``."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes import FakeRuntime


# A busy machine is no failure: speed is measured elsewhere and never asserted in a test.
settings.register_profile("tandem", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tandem")


@pytest.fixture(autouse=True)
def nothing_leaked():
    """Every test leaves the embedded engine as it found it: tensors, data ids, handles, leases.

    Only where a test has started the engine, so that the others stay light.
    """
    before = _alive()
    yield
    after = _alive()
    if after is not None:
        # A test that starts the engine starts it empty.
        assert after == (before or dict.fromkeys(after, 0)), "the test leaked"


def _alive() -> dict[str, int] | None:
    engine = sys.modules.get("tandem.engine")
    running = getattr(engine, "_engine", None)
    if running is None or threading.current_thread() is not running._owner.thread:
        return None
    return running.counts()


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make these fake runtimes the ones there are."""

    def install(*runtimes: FakeRuntime) -> None:
        by_name = {runtime.name: runtime for runtime in runtimes}
        monkeypatch.setattr("tandem.runtimes.get", by_name.__getitem__)

    return install
