from __future__ import annotations

import pytest
from bridge_calls import Caller, own_bridge


@pytest.fixture
def bridge():
    """A bridge; the test must leave as many tensors as it found."""
    bridge = own_bridge()
    before = bridge.num_tensors
    yield bridge
    assert bridge.num_tensors == before, "the test leaked tensors"


@pytest.fixture
def caller(bridge):
    return Caller(bridge)
