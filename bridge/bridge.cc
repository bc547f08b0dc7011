// JavaScript's calls: what each reads from the channel and leaves there.
#include "bridge.h"

#include <algorithm>
#include <cstring>

namespace tandem {

namespace {

// napi_typedarray_type, in whose numbers the addon's messages speak; strings come as -1.
enum ArrayType : int32_t { kStrings = -1, kUint8Array = 1, kInt32Array = 5, kFloat32Array = 7 };

// The addon's checks of an array against a dtype, in its words. Returns the element's width.
size_t array_width(int32_t array_type, int32_t dtype) {
  size_t width = 0;
  switch (array_type) {
    case kFloat32Array:
      if (dtype != kFloat) throw Error("Tensor type does not match Float32Array");
      width = 4;
      break;
    case kInt32Array:
      if (dtype != kInt32 && dtype != kInt64) throw Error("Tensor type does not match Int32Array");
      width = 4;
      break;
    case kUint8Array:
      if (dtype != kBool && dtype != kUint8) throw Error("Tensor type does not match Uint8Array");
      width = 1;
      break;
    default:
      throw addon_error("Unhandled napi typed_array_type: %u", static_cast<unsigned>(array_type));
  }
  return width;
}

}  // namespace

namespace {

TFE_Context* new_context(int threads) {
  Status status;
  TFE_ContextOptions* options = tf.TFE_NewContextOptions();
  const std::string config = session_config(threads);
  tf.TFE_ContextOptionsSetConfig(options, config.data(), config.size(), status.get());
  TFE_Context* context = status.ok() ? tf.TFE_NewContext(options, status.get()) : nullptr;
  tf.TFE_DeleteContextOptions(options);
  if (!status.ok() || context == nullptr) throw Error("Exception creating TFE_Context");
  return context;
}

}  // namespace

Bridge::Bridge(int threads, Channel& shared)
    : channel(shared),
      threads_(threads),
      context_(new_context(threads)),
      executor_(context_, tensors),
      saved_models_(tensors, threads_) {}

Bridge::~Bridge() {
  executor_.release_inputs();
  tensors.clear();
  tf.TFE_DeleteContext(context_);
}

size_t Bridge::count(size_t word, size_t first) {
  const int32_t value = channel[word];
  if (value < 0 || first > channel.word_count() ||
      static_cast<size_t>(value) > channel.word_count() - first)
    throw Error("a call names more ids than the channel holds");
  return static_cast<size_t>(value);
}

std::string Bridge::text(size_t offset, size_t word) {
  const int32_t size = channel[word];
  if (size < 0 || offset > channel.byte_count() ||
      static_cast<size_t>(size) > channel.byte_count() - offset)
    throw Error("a call names more bytes than the channel holds");
  return std::string(channel.bytes() + offset, static_cast<size_t>(size));
}

void Bridge::grow() {
  if (channel[0] < 0) throw Error("a channel cannot have a negative size");
  channel.grow(static_cast<size_t>(channel[0]));
}

void Bridge::define() {
  const std::string encoded = text(0, 0);
  channel[0] = executor_.define(decode_spec(encoded.data(), encoded.size()));
}

void Bridge::clear_specs() { executor_.clear_specs(); }

void Bridge::erase(size_t first, size_t ids) {
  for (size_t i = 0; i < ids; ++i) {
    const int32_t id = channel[first + i];
    if (!tensors.erase(id))
      throw addon_error("Delete called on a Tensor not referenced (tensor_id: %d)", id);
  }
}

void Bridge::flush() {
  executor_.release_inputs();
  erase(kExecuteHeader, count(3, kExecuteHeader));
}

void Bridge::identify() {
  // Everything that can fail comes before the first tensor is given an id.
  Status& status = status_;
  status.clear();
  std::vector<int32_t>& words = overflow_;
  words.assign(1, static_cast<int32_t>(handles_.size()));
  for (HandlePtr& handle : handles_) {
    const int rank = tf.TFE_TensorHandleNumDims(handle.get(), status.get());
    status.check();
    words.insert(words.end(), {0, tf.TFE_TensorHandleDataType(handle.get()), rank});
    for (int i = 0; i < rank; ++i) {
      const int64_t dim = tf.TFE_TensorHandleDim(handle.get(), i, status.get());
      status.check();
      if (dim > INT32_MAX) throw Error("a result has a dimension of 2^31 or more");
      words.push_back(static_cast<int32_t>(dim));
    }
  }
  ids_.clear();
  size_t place = 1;
  for (HandlePtr& handle : handles_) {
    ids_.push_back(tensors.insert(std::move(handle)));
    words[place] = ids_.back();
    place += 3 + static_cast<size_t>(words[place + 2]);
  }
  handles_.clear();
}

CallStatus Bridge::results() {
  if (overflow_.empty()) throw Error("there are no results to fetch");
  if (overflow_.size() > channel.word_count()) {
    channel[0] = static_cast<int32_t>(overflow_.size());
    return kNoRoom;
  }
  std::copy(overflow_.begin(), overflow_.end(), &channel[0]);
  overflow_.clear();
  return kOk;
}

void Bridge::create() {
  creation_ = Creation{};
  creation_.dtype = channel[0];
  const int32_t array_type = channel[1];
  const size_t rank = count(2, kCreateHeader);
  const uint64_t length = channel.wide(3);
  for (size_t i = 0; i < rank; ++i) creation_.shape.push_back(channel[kCreateHeader + i]);
  creation_.strings = array_type == kStrings;
  if (creation_.strings) {
    // `length` counts the bytes of the encoded strings; finish_creation checks the rest.
    creation_.total = length;
  } else {
    const size_t width = array_width(array_type, creation_.dtype);
    const uint64_t elements = element_count(creation_.shape);
    if (creation_.dtype == kInt64) {
      // An int64 tensor comes as pairs of an Int32Array's elements (tfjs-node's int64_tensors.ts).
      if (length % 2 != 0 || length / 2 != elements)
        throw addon_error(
            "Shape does not match two times typed-array in bindData() "
            "(num_elements * 2 = %zu, array_length=%zu) for int64 data type",
            static_cast<size_t>(elements * 2), static_cast<size_t>(length));
    } else if (elements != length) {
      throw addon_error(
          "Shape does not match typed-array in bindData() "
          "(num_elements=%zu, array_length=%zu)",
          static_cast<size_t>(elements), static_cast<size_t>(length));
    }
    creation_.tensor = allocate(creation_.dtype, creation_.shape);
    creation_.total = length * width;
  }
  append();
}

void Bridge::append() {
  Creation& creation = creation_;
  const uint64_t size = std::min<uint64_t>(creation.total - creation.done, channel.byte_count());
  if (creation.strings)
    creation.encoded.append(channel.bytes(), size);
  else if (size > 0)
    std::memcpy(static_cast<char*>(tf.TF_TensorData(creation.tensor.get())) + creation.done,
                channel.bytes(), size);
  creation.done += size;
  channel[0] = -1;
  if (creation.done == creation.total) finish_creation();
}

void Bridge::finish_creation() {
  Creation creation = std::move(creation_);
  creation_ = Creation{};
  if (creation.strings) {
    // Each string: a uint32 length and its bytes.
    std::vector<std::string> values;
    size_t next = 0;
    const std::string& encoded = creation.encoded;
    while (next < encoded.size()) {
      uint32_t size = 0;
      if (encoded.size() - next < sizeof size) throw Error("a string tensor's data is cut short");
      std::memcpy(&size, encoded.data() + next, sizeof size);
      next += sizeof size;
      if (encoded.size() - next < size) throw Error("a string tensor's data is cut short");
      values.push_back(encoded.substr(next, size));
      next += size;
    }
    creation.tensor = make_strings(creation.shape, values);
  } else if (creation.tensor == nullptr) {
    throw Error("no tensor is being written");
  }
  channel[0] = tensors.insert(make_handle(creation.tensor));
}

void Bridge::read() {
  reading_ = Reading{};
  const int32_t id = channel[0];
  const TensorTable::Entry* entry = tensors.find(id);
  if (entry == nullptr)
    throw addon_error("Get data called on a Tensor not referenced (tensor_id: %d)", id);
  if (tape_ != nullptr) tape_->check_read(id);
  const int dtype = tf.TFE_TensorHandleDataType(entry->handle.get());
  Reading reading;
  switch (dtype) {
    case kFloat:
    case kComplex64:
    case kInt32:
    case kInt64:
    case kBool:
    case kResource:
    case kString:
      break;
    default:
      throw addon_error("Unhandled TF_DataType: %u\n", static_cast<unsigned>(dtype));
  }
  reading.tensor = resolve(entry->handle.get());
  if (dtype == kString) {
    for (const std::string& value : read_strings(reading.tensor.get())) {
      const auto size = static_cast<uint32_t>(value.size());
      reading.encoded.append(reinterpret_cast<const char*>(&size), sizeof size);
      reading.encoded.append(value);
    }
    reading.total = reading.encoded.size();
  } else {
    if (dtype == kResource && tf.TF_TensorElementCount(reading.tensor.get()) != 1)
      throw addon_error(
          "For DT_RESOURCE tensors, Node.js binding currently supports only exactly 1 element, "
          "but encountered DT_RESOURCE tensor with %zu elements.",
          static_cast<size_t>(tf.TF_TensorElementCount(reading.tensor.get())));
    reading.data = static_cast<const char*>(tf.TF_TensorData(reading.tensor.get()));
    reading.total = tf.TF_TensorByteSize(reading.tensor.get());
  }
  channel[0] = dtype;
  channel.set_wide(1, reading.total);
  reading_ = std::move(reading);
  next_chunk();
}

void Bridge::read_more() { next_chunk(); }

void Bridge::next_chunk() {
  const char* data = reading_.data != nullptr ? reading_.data : reading_.encoded.data();
  const uint64_t size = std::min<uint64_t>(reading_.total - reading_.done, channel.byte_count());
  if (size > 0) std::memcpy(channel.bytes(), data + reading_.done, size);
  reading_.done += size;
  if (reading_.done == reading_.total) reading_ = Reading{};
}

void Bridge::delete_saved_model() { saved_models_.remove(channel[0]); }

void Bridge::refuse() {
  const std::string kind = text(0, 0), reason = text(kind.size(), 1);
  if (tape_ != nullptr) tape_->refuse(kind, reason);
}

void Bridge::begin_recording(std::shared_ptr<Tape> tape) {
  if (tape_ != nullptr)
    throw Error("a capture is being made: a captured function cannot make another one");
  tape_ = std::move(tape);
  executor_.record_on(tape_.get());
}

std::shared_ptr<Tape> Bridge::end_recording() {
  executor_.record_on(nullptr);
  return std::move(tape_);
}

void Bridge::counts() {
  channel[0] = static_cast<int32_t>(tensors.size());
  channel[1] = static_cast<int32_t>(saved_models_.size());
}

}  // namespace tandem
