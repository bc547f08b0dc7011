// The queue of buffers to release, and the two ways across.
#include "buffers.h"

#include <nanobind/ndarray.h>
#include <pthread.h>

#include <atomic>
#include <complex>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace nb = nanobind;

namespace tandem {

namespace {

// TensorFlow lets go of a tensor's memory on whichever thread it likes, where the GIL must not be
// taken (a deadlock): what is to be released waits here until a call from Python comes along.
class ReleaseQueue {
 public:
  void push(Py_buffer* buffer) {
    std::lock_guard<std::mutex> lock(mutex_);
    waiting_.push_back(buffer);
    any_ = true;
  }
  // Needs the GIL.
  void drain() {
    if (!any_) return;
    std::vector<Py_buffer*> ready;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ready.swap(waiting_);
      any_ = false;
    }
    for (Py_buffer* buffer : ready) {
      PyBuffer_Release(buffer);
      delete buffer;
    }
  }

 private:
  std::mutex mutex_;
  std::vector<Py_buffer*> waiting_;
  std::atomic<bool> any_{false};
};

ReleaseQueue release_queue;

// A copy of so few bytes costs less than holding the buffer until TensorFlow has done with it.
constexpr Py_ssize_t kSmall = 1024;

int dtype_of(const Py_buffer& buffer) {
  std::string format = buffer.format == nullptr ? "B" : buffer.format;
  if (!format.empty() && std::string("@=<|").find(format[0]) != std::string::npos)
    format.erase(0, 1);
  if (format == "Zf") return kComplex64;
  if (format == "Zd") return kComplex128;
  if (format.size() == 1) {
    switch (format[0]) {
      case 'f':
        return kFloat;
      case 'd':
        return kDouble;
      case 'e':
        return kHalf;
      case '?':
        return kBool;
      case 'b':
        return kInt8;
      case 'B':
        return kUint8;
      case 'h':
        return kInt16;
      case 'H':
        return kUint16;
      case 'i':
      case 'l':
      case 'q':
        return buffer.itemsize == 4 ? kInt32 : kInt64;
      case 'I':
      case 'L':
      case 'Q':
        return buffer.itemsize == 4 ? kUint32 : kUint64;
      default:
        break;
    }
  }
  throw Error("no TensorFlow dtype matches a buffer of format '" + format + "'");
}

nb::dlpack::dtype numpy_dtype(int dtype) {
  switch (dtype) {
    case kFloat:
      return nb::dtype<float>();
    case kDouble:
      return nb::dtype<double>();
    case kHalf:
      return {static_cast<uint8_t>(nb::dlpack::dtype_code::Float), 16, 1};
    case kInt8:
      return nb::dtype<int8_t>();
    case kInt16:
      return nb::dtype<int16_t>();
    case kInt32:
      return nb::dtype<int32_t>();
    case kInt64:
      return nb::dtype<int64_t>();
    case kUint8:
      return nb::dtype<uint8_t>();
    case kUint16:
      return nb::dtype<uint16_t>();
    case kUint32:
      return nb::dtype<uint32_t>();
    case kUint64:
      return nb::dtype<uint64_t>();
    case kBool:
      return nb::dtype<bool>();
    case kComplex64:
      return nb::dtype<std::complex<float>>();
    case kComplex128:
      return nb::dtype<std::complex<double>>();
    default:
      throw addon_error("Unhandled TF_DataType: %u\n", static_cast<unsigned>(dtype));
  }
}

std::atomic<bool> forked{false};
[[maybe_unused]] const int watching = pthread_atfork(nullptr, nullptr, [] { forked = true; });

}  // namespace

void check_process() {
  if (forked)
    throw Error(
        "the engine was opened before fork() and TensorFlow's threads did not come along: start "
        "child processes with multiprocessing's 'spawn' method, or open the engine in the child");
}

void drain_buffers() { release_queue.drain(); }

std::pair<TensorPtr, bool> tensor_of(nb::handle object) {
  release_queue.drain();
  auto buffer = std::make_unique<Py_buffer>();
  if (PyObject_GetBuffer(object.ptr(), buffer.get(), PyBUF_FORMAT | PyBUF_C_CONTIGUOUS) != 0) {
    PyErr_Clear();
    throw Error(std::string("a tensor needs a C-contiguous buffer, such as a numpy array; got ") +
                Py_TYPE(object.ptr())->tp_name + " (numpy.ascontiguousarray makes one)");
  }
  std::vector<int64_t> shape;
  int dtype = 0;
  try {
    dtype = dtype_of(*buffer);
    shape.assign(buffer->shape, buffer->shape + buffer->ndim);
    element_count(shape);
  } catch (...) {
    PyBuffer_Release(buffer.get());
    throw;
  }
  if (buffer->len <= kSmall) {
    TensorPtr copy;
    try {
      copy = allocate(dtype, shape);
      if (buffer->len > 0) std::memcpy(tf.TF_TensorData(copy.get()), buffer->buf, buffer->len);
    } catch (...) {
      PyBuffer_Release(buffer.get());
      throw;
    }
    PyBuffer_Release(buffer.get());
    return {std::move(copy), false};
  }
  Py_buffer* raw = buffer.release();
  const bool aligned = reinterpret_cast<uintptr_t>(raw->buf) % 64 == 0;
  TensorPtr tensor(tf.TF_NewTensor(
      dtype, shape.data(), static_cast<int>(shape.size()), raw->buf, static_cast<size_t>(raw->len),
      [](void*, size_t, void* owner) { release_queue.push(static_cast<Py_buffer*>(owner)); }, raw));
  if (tensor == nullptr) throw Error("TensorFlow refused the buffer");
  return {std::move(tensor), aligned};
}

nb::object array_of(TensorPtr tensor) {
  const auto dtype = numpy_dtype(tf.TF_TensorType(tensor.get()));
  std::vector<size_t> shape;
  for (int64_t dim : shape_of(tensor.get())) shape.push_back(static_cast<size_t>(dim));
  void* data = tf.TF_TensorData(tensor.get());
  nb::capsule owner(tensor.release(),
                    [](void* raw) noexcept { tf.TF_DeleteTensor(static_cast<TF_Tensor*>(raw)); });
  nb::ndarray<nb::numpy, nb::ro> array(data, shape.size(), shape.data(), owner, nullptr, dtype,
                                       nb::device::cpu::value, 0);
  return nb::cast(array, nb::rv_policy::reference);
}

}  // namespace tandem
