from __future__ import annotations

import pytest
from bridge_calls import Caller

from tandem.engine import get_engine


@pytest.fixture
def bridge():
    """The process's bridge; the test must leave as many tensors as it found."""
    bridge = get_engine().bridge
    before = bridge.num_tensors
    yield bridge
    assert bridge.num_tensors == before, "the test leaked tensors"


@pytest.fixture
def caller(bridge):
    return Caller(bridge)
