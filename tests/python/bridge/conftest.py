r"""The bridge's tests; they also run under AddressSanitizer, in a copy of the package:

    cmake -S bridge -B build/asan -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
      -DCMAKE_CXX_FLAGS="-fsanitize=address -fno-omit-frame-pointer" \
      -Dnanobind_DIR="$(python -m nanobind --cmake_dir)"
    cmake --build build/asan --target _bridge
    mkdir -p build/asan/package && cp -r python/tandem build/asan/package/
    cp build/asan/_bridge*.so build/asan/package/tandem/
    LD_PRELOAD="$(g++ -print-file-name=libasan.so) $(g++ -print-file-name=libstdc++.so.6)" \
      ASAN_OPTIONS=detect_leaks=0:handle_segv=0 PYTHONPATH=build/asan/package \
      python -m pytest tests/python/bridge

libstdc++ is loaded early, or the sanitizer does not find the exceptions it wraps; SpiderMonkey
handles SIGSEGV itself; CPython never frees all it holds, so leaks are counted by the tests.
"""

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
