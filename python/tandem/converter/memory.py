"""Give memory back between the stages of a conversion: its peak is that of one stage, not of all.

What TensorFlow and Keras leave behind is of no use to anyone: graphs that hold themselves in
circles, a kernel for every variable, and freed pieces that the allocator keeps.
"""

from __future__ import annotations

import ctypes
import gc


def release() -> None:
    """Collect garbage, drop TensorFlow's cached kernels, return freed memory to the system.

    Takes a tenth of a second. Whatever is in use stays; kernels are made again when needed.
    """
    from tensorflow.python.eager import context

    context.context().clear_kernel_cache()
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
