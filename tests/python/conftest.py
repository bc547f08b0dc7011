"""What all Python tests share. Its being here also lets them import ``models`` and ``fakes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes import FakeRuntime


# A busy machine is no failure: speed is measured elsewhere and never asserted in a test.
settings.register_profile("tandem", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tandem")


def pytest_configure(config):
    # Keras on NumPy 2.4 and later warns at every variable it saves; the fault is TensorFlow's.
    config.addinivalue_line(
        "filterwarnings",
        "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning",
    )


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make these fake runtimes the ones there are."""

    def install(*runtimes: FakeRuntime) -> None:
        by_name = {runtime.name: runtime for runtime in runtimes}
        monkeypatch.setattr("tandem.runtimes.get", by_name.__getitem__)

    return install
