// Noting ops, and comparing one recording with another.
#include "tape.h"

#include <cstring>
#include <string_view>
#include <unordered_set>

#include "wire.h"

namespace tandem {

namespace {

// NameAttrList: attr = 2, a map whose entries are key = 1, value = 2.
std::map<std::string, std::string> attributes_of(const TFE_Op* op) {
  Status status;
  BufferPtr buffer(tf.TF_NewBuffer());
  tf.TFE_OpAttrsSerialize(tf.TFE_OpGetAttrs(op), buffer.get(), status.get());
  status.check();
  std::map<std::string, std::string> attributes;
  std::string_view entry, part;
  uint64_t number = 0;
  Fields list({static_cast<const char*>(buffer->data), buffer->length});
  while (list.next(number, entry)) {
    if (number != 2) continue;
    std::string name, value;
    Fields parts(entry);
    while (parts.next(number, part)) (number == 1 ? name : value) = std::string(part);
    // What begins with an underscore is the eager run's own business.
    if (!name.empty() && name[0] != '_') attributes[name] = value;
  }
  return attributes;
}

bool same_bytes(TFE_TensorHandle* a, TFE_TensorHandle* b) {
  TensorPtr first = resolve(a), second = resolve(b);
  if (tf.TF_TensorType(first.get()) == kString)
    return read_strings(first.get()) == read_strings(second.get());
  const size_t size = tf.TF_TensorByteSize(first.get());
  const void *x = tf.TF_TensorData(first.get()), *y = tf.TF_TensorData(second.get());
  return size == tf.TF_TensorByteSize(second.get()) && (x == y || std::memcmp(x, y, size) == 0);
}

}  // namespace

Tape::Tape(const std::vector<int32_t>& inputs, const TensorTable& tensors,
           std::shared_ptr<const Tape> reference, int64_t stop_at)
    : reference_(std::move(reference)), stop_at_(stop_at), input_count_(inputs.size()) {
  for (int32_t id : inputs) add_value(id, tensors, true, false);
}

void Tape::refuse(const std::string& kind, const std::string& reason) {
  if (refusal_.first.empty()) refusal_ = {kind, reason};
  throw Error("cannot be captured: " + reason);
}

int32_t Tape::add_value(int32_t id, const TensorTable& tensors, bool depends, bool is_constant) {
  const TensorTable::Entry* entry = tensors.find(id);
  if (entry == nullptr) throw addon_error("Input Tensor ID not referenced (tensor_id: %d)", id);
  Status status;
  TFE_TensorHandle* handle = entry->handle.get();
  Value value;
  value.dtype = tf.TFE_TensorHandleDataType(handle);
  const int rank = tf.TFE_TensorHandleNumDims(handle, status.get());
  status.check();
  for (int i = 0; i < rank; ++i) {
    value.shape.push_back(tf.TFE_TensorHandleDim(handle, i, status.get()));
    status.check();
  }
  value.depends = depends;
  if (is_constant) {
    value.constant.reset(tf.TFE_TensorHandleCopySharingTensor(handle, status.get()));
    status.check();
  }
  const auto number = static_cast<int32_t>(values_.size());
  values_.push_back(std::move(value));
  numbers_[id] = number;
  return number;
}

int32_t Tape::number_of(int32_t id, const TensorTable& tensors) {
  auto found = numbers_.find(id);
  if (found != numbers_.end()) return found->second;
  const int32_t number = add_value(id, tensors, false, true);
  check_constant(number);
  return number;
}

void Tape::check_constant(int32_t number) {
  if (reference_ == nullptr) return;
  const Value& mine = values_[static_cast<size_t>(number)];
  if (static_cast<size_t>(number) < reference_->values_.size()) {
    const Value& other = reference_->values_[static_cast<size_t>(number)];
    if (other.constant != nullptr && other.dtype == mine.dtype && other.shape == mine.shape &&
        same_bytes(mine.constant.get(), other.constant.get()))
      return;
  }
  refuse("changes", "a constant differs from one run to the next");
}

void Tape::begin_op(const std::string& name, bool is_stateful, const TFE_Op* op,
                    const int32_t* inputs, size_t input_count, const TensorTable& tensors) {
  is_pending_ = false;
  if (is_stateful) refuse("state", "the op " + name + " keeps state or draws random numbers");
  bool depends = false;
  for (size_t i = 0; i < input_count && !depends; ++i) {
    auto found = numbers_.find(inputs[i]);
    depends = found != numbers_.end() && values_[static_cast<size_t>(found->second)].depends;
  }
  if (!depends) return;
  if (stop_at_ == static_cast<int64_t>(ops_.size()))
    refuse("shape", "the shape that the op " + name + " gives depends on the input's values");
  pending_ = Op{};
  pending_.name = name;
  pending_.attributes = attributes_of(op);
  const Op* other = nullptr;
  if (reference_ != nullptr) {
    if (ops_.size() >= reference_->ops_.size())
      refuse("changes", "it runs more ops from one run to the next");
    other = &reference_->ops_[ops_.size()];
    if (other->name != name || other->attributes != pending_.attributes)
      refuse("changes", "it runs the op " + name +
                            " where another run, or the same op otherwise, had " + other->name);
  }
  for (size_t i = 0; i < input_count; ++i) pending_.inputs.push_back(number_of(inputs[i], tensors));
  if (other != nullptr && other->inputs != pending_.inputs)
    refuse("changes", "the op " + name + " is given other tensors from one run to the next");
  is_pending_ = true;
}

void Tape::end_op(const std::vector<int32_t>& outputs, const TensorTable& tensors) {
  if (!is_pending_) return;
  is_pending_ = false;
  pending_.first_output = static_cast<int32_t>(values_.size());
  pending_.output_count = static_cast<int32_t>(outputs.size());
  for (int32_t id : outputs) add_value(id, tensors, true, false);
  ops_.push_back(std::move(pending_));
}

void Tape::check_read(int32_t id) {
  auto found = numbers_.find(id);
  if (found != numbers_.end() && values_[static_cast<size_t>(found->second)].depends)
    refuse("reads", "it reads a value that depends on the input");
}

void Tape::finish(const std::vector<int32_t>& outputs, const TensorTable& tensors) {
  // Whatever else depends on the inputs and is still there was put aside for another run.
  std::unordered_set<int32_t> given(outputs.begin(), outputs.end());
  for (const auto& [id, number] : numbers_) {
    const auto place = static_cast<size_t>(number);
    if (place >= input_count_ && values_[place].depends && given.count(id) == 0 &&
        tensors.find(id) != nullptr)
      refuse("effect", "it keeps a tensor that depends on the input and is no result of it");
  }
  for (int32_t id : outputs) outputs_.push_back(number_of(id, tensors));
  if (reference_ != nullptr &&
      (outputs_ != reference_->outputs_ || ops_.size() != reference_->ops_.size()))
    refuse("changes", "it runs other ops or gives other tensors from one run to the next");
  numbers_.clear();
  reference_.reset();
}

}  // namespace tandem
