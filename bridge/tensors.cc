// The table of handles, allocation and strings.
#include "tensors.h"

#include <limits>

namespace tandem {

uint64_t element_count(const std::vector<int64_t>& shape) {
  // TensorFlow's TensorShape ends the process on more.
  if (shape.size() > 254) throw Error("a tensor has at most 254 dimensions");
  uint64_t count = 1;
  for (int64_t dim : shape) {
    if (dim < 0) throw Error("a shape has the negative dimension " + std::to_string(dim));
    if (__builtin_mul_overflow(count, static_cast<uint64_t>(dim), &count) ||
        count > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
      throw Error("a shape has more elements than a 64-bit number can count");
  }
  return count;
}

int32_t TensorTable::insert(HandlePtr handle) {
  while (entries_.count(next_) != 0)
    next_ = next_ == std::numeric_limits<int32_t>::max() ? 0 : next_ + 1;
  status_.clear();
  int64_t elements = tf.TFE_TensorHandleNumElements(handle.get(), status_.get());
  const int32_t id = next_;
  const int dtype = tf.TFE_TensorHandleDataType(handle.get());
  entries_.emplace(id, Entry{std::move(handle), status_.ok() ? elements : 0, dtype});
  next_ = next_ == std::numeric_limits<int32_t>::max() ? 0 : next_ + 1;
  return id;
}

const TensorTable::Entry* TensorTable::find(int32_t id) const {
  auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

HandlePtr make_handle(const TensorPtr& tensor) {
  Status status;
  HandlePtr handle(tf.TFE_NewTensorHandle(tensor.get(), status.get()));
  status.check();
  return handle;
}

TensorPtr resolve(TFE_TensorHandle* handle) {
  Status status;
  TensorPtr tensor(tf.TFE_TensorHandleResolve(handle, status.get()));
  status.check();
  return tensor;
}

std::vector<int64_t> shape_of(const TF_Tensor* tensor) {
  std::vector<int64_t> shape(static_cast<size_t>(tf.TF_NumDims(tensor)));
  for (size_t i = 0; i < shape.size(); ++i) shape[i] = tf.TF_Dim(tensor, static_cast<int>(i));
  return shape;
}

TensorPtr allocate(int dtype, const std::vector<int64_t>& shape) {
  const size_t width = tf.TF_DataTypeSize(dtype);
  if (width == 0) throw addon_error("Unhandled TF_DataType: %u\n", static_cast<unsigned>(dtype));
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(element_count(shape), width, &bytes))
    throw Error("a tensor has more bytes than a 64-bit number can count");
  TensorPtr tensor(
      tf.TF_AllocateTensor(dtype, shape.data(), static_cast<int>(shape.size()), bytes));
  if (tensor == nullptr || (bytes > 0 && tf.TF_TensorData(tensor.get()) == nullptr))
    throw Error("out of memory: a tensor of " + std::to_string(bytes) + " bytes");
  return tensor;
}

TensorPtr make_strings(const std::vector<int64_t>& shape, const std::vector<std::string>& values) {
  if (element_count(shape) != values.size())
    throw addon_error(
        "Shape does not match typed-array in bindData() (num_elements=%zu, array_length=%zu)",
        static_cast<size_t>(element_count(shape)), values.size());
  // TensorFlow frees the memory of a tensor it was given but not the strings in it: the
  // deallocator does both.
  struct Strings {
    std::vector<TF_TString> items;
    static void free(void*, size_t, void* self) {
      auto* strings = static_cast<Strings*>(self);
      for (TF_TString& item : strings->items) tf.TF_StringDealloc(&item);
      delete strings;
    }
  };
  auto* strings = new Strings{std::vector<TF_TString>(values.size())};
  for (size_t i = 0; i < values.size(); ++i) {
    tf.TF_StringInit(&strings->items[i]);
    tf.TF_StringCopy(&strings->items[i], values[i].data(), values[i].size());
  }
  return TensorPtr(tf.TF_NewTensor(kString, shape.data(), static_cast<int>(shape.size()),
                                   strings->items.data(), values.size() * sizeof(TF_TString),
                                   &Strings::free, strings));
}

std::vector<std::string> read_strings(const TF_Tensor* tensor) {
  const auto* strings = static_cast<const TF_TString*>(tf.TF_TensorData(tensor));
  std::vector<std::string> values(static_cast<size_t>(tf.TF_TensorElementCount(tensor)));
  for (size_t i = 0; i < values.size(); ++i)
    values[i].assign(tf.TF_StringGetDataPointer(strings + i), tf.TF_StringGetSize(strings + i));
  return values;
}

}  // namespace tandem
