// Python's buffers as tensors and tensors as numpy arrays, without copies where there need be none.
#pragma once

#include <nanobind/nanobind.h>

#include <utility>

#include "tensors.h"

namespace tandem {

// Throws Error in a process that was forked after the engine was opened.
void check_process();

// Releases the buffers of tensors that TensorFlow has let go of. Needs the GIL.
void drain_buffers();

// A tensor over a C-contiguous buffer, which it holds. Second: whether the memory is shared; it is
// copied where it is small or not 64-byte aligned. Throws Error where it is no such buffer.
std::pair<TensorPtr, bool> tensor_of(nanobind::handle buffer);

// A read-only array on the tensor's memory, which lives as long as the array.
nanobind::object array_of(TensorPtr tensor);

}  // namespace tandem
