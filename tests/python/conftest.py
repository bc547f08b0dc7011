"""What all Python tests share. Its being here also lets them import ``models``."""

from __future__ import annotations


def pytest_configure(config):
    # Keras on NumPy 2.4 and later warns at every variable it saves; the fault is TensorFlow's.
    config.addinivalue_line(
        "filterwarnings",
        "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning",
    )
