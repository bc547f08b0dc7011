// Decoding of op specs and their execution.
#include "ops.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "fatal_ops.h"

namespace tandem {

namespace {

// Ops on fewer elements finish sooner than another thread could make use of the GIL; releasing it
// for each of them starves the JavaScript thread instead (measured: 13.3 -> 0.8 runs a second).
constexpr int64_t kLongOpElements = 32 * 1024;

// As N-API's napi_get_value_int64: towards zero; NaN is 0; out of range is the nearest end.
int64_t truncate(double value) {
  if (std::isnan(value)) return 0;
  if (value >= 9223372036854775807.0) return std::numeric_limits<int64_t>::max();
  if (value <= -9223372036854775808.0) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(value);
}

class Reader {
 public:
  Reader(const char* data, size_t size) : next_(data), end_(data + size) {}

  template <typename T>
  T read() {
    T value;
    take(sizeof value, &value);
    return value;
  }
  std::string text() {
    const auto size = read<uint32_t>();
    if (static_cast<size_t>(end_ - next_) < size) fail();
    std::string value(next_, size);
    next_ += size;
    return value;
  }
  bool done() const { return next_ == end_; }
  [[noreturn]] static void fail() { throw Error("an op spec is malformed"); }

 private:
  void take(size_t size, void* into) {
    if (static_cast<size_t>(end_ - next_) < size) fail();
    std::memcpy(into, next_, size);
    next_ += size;
  }
  const char* next_;
  const char* end_;
};

}  // namespace

OpSpec decode_spec(const char* data, size_t size) {
  Reader reader(data, size);
  OpSpec spec;
  spec.name = reader.text();
  const auto count = reader.read<uint32_t>();
  for (uint32_t i = 0; i < count; ++i) {
    Attribute attribute;
    attribute.name = reader.text();
    attribute.type = static_cast<AttrType>(reader.read<int32_t>());
    attribute.is_list = reader.read<int32_t>() != 0;
    if (attribute.type == kAttrString) {
      const uint32_t texts = attribute.is_list ? reader.read<uint32_t>() : 1;
      for (uint32_t k = 0; k < texts; ++k) attribute.texts.push_back(reader.text());
    } else {
      const auto numbers = reader.read<uint32_t>();
      for (uint32_t k = 0; k < numbers; ++k) {
        const auto value = reader.read<double>();
        switch (attribute.type) {
          case kAttrFloat:
            attribute.floats.push_back(static_cast<float>(value));
            break;
          case kAttrBool:
            attribute.bools.push_back(value != 0);
            break;
          case kAttrInt:
          case kAttrType:
          case kAttrShape:
            attribute.ints.push_back(truncate(value));
            break;
          default:
            throw addon_error("Unhandled TF_AttrType: %u\n", static_cast<unsigned>(attribute.type));
        }
      }
      const bool is_single =
          attribute.type == kAttrType || (!attribute.is_list && attribute.type != kAttrShape);
      if (is_single && (attribute.is_list || numbers != 1)) Reader::fail();
    }
    spec.attributes.push_back(std::move(attribute));
  }
  if (!reader.done()) Reader::fail();
  return spec;
}

Executor::~Executor() { release_inputs(); }

void Executor::release_inputs() {
  if (op_ != nullptr) tf.TFE_DeleteOp(op_);
  op_ = nullptr;
}

int32_t Executor::define(OpSpec spec) {
  spec.definition = op_defs_.find(spec.name);
  spec.may_be_fatal = may_be_fatal(spec.name);
  for (Attribute& attribute : spec.attributes) {
    auto found = spec.definition.inferred_from.find(attribute.name);
    if (attribute.type == kAttrType && found != spec.definition.inferred_from.end())
      attribute.inferred_from = found->second;
  }
  specs_.push_back(std::move(spec));
  return static_cast<int32_t>(specs_.size() - 1);
}

namespace {

void set_attribute(TFE_Op* op, const Attribute& attribute, Status& status) {
  const char* name = attribute.name.c_str();
  switch (attribute.type) {
    case kAttrString:
      if (attribute.is_list) {
        std::vector<const void*> texts;
        std::vector<size_t> sizes;
        for (const std::string& text : attribute.texts) {
          texts.push_back(text.data());
          sizes.push_back(text.size());
        }
        tf.TFE_OpSetAttrStringList(op, name, texts.data(), sizes.data(),
                                   static_cast<int>(texts.size()));
      } else {
        tf.TFE_OpSetAttrString(op, name, attribute.texts[0].data(), attribute.texts[0].size());
      }
      break;
    case kAttrInt:
      if (attribute.is_list)
        tf.TFE_OpSetAttrIntList(op, name, attribute.ints.data(),
                                static_cast<int>(attribute.ints.size()));
      else
        tf.TFE_OpSetAttrInt(op, name, attribute.ints[0]);
      break;
    case kAttrFloat:
      if (attribute.is_list)
        tf.TFE_OpSetAttrFloatList(op, name, attribute.floats.data(),
                                  static_cast<int>(attribute.floats.size()));
      else
        tf.TFE_OpSetAttrFloat(op, name, attribute.floats[0]);
      break;
    case kAttrBool:
      if (attribute.is_list)
        tf.TFE_OpSetAttrBoolList(op, name, attribute.bools.data(),
                                 static_cast<int>(attribute.bools.size()));
      else
        tf.TFE_OpSetAttrBool(op, name, attribute.bools[0]);
      break;
    case kAttrType:
      tf.TFE_OpSetAttrType(op, name, static_cast<int>(attribute.ints[0]));
      break;
    case kAttrShape:
      tf.TFE_OpSetAttrShape(op, name, attribute.ints.data(),
                            static_cast<int>(attribute.ints.size()), status.get());
      status.check();
      break;
  }
}

}  // namespace

bool Executor::prepare(int32_t index, const int32_t* inputs, size_t input_count, int output_count) {
  if (index < 0 || static_cast<size_t>(index) >= specs_.size())
    throw Error("no op spec has the number " + std::to_string(index));
  if (output_count < 0 || output_count > 1 << 20)
    throw Error("an op cannot have " + std::to_string(output_count) + " outputs");
  const OpSpec& spec = specs_[static_cast<size_t>(index)];
  const int most = spec.definition.most_inputs;
  if (most != OpDefs::kAnyNumber && input_count > static_cast<size_t>(most))
    throw Error("op " + spec.name + " takes " + std::to_string(most) + " inputs, not " +
                std::to_string(input_count));
  status_.clear();
  if (op_ == nullptr)
    op_ = tf.TFE_NewOp(context_, spec.name.c_str(), status_.get());
  else
    tf.TFE_OpReset(op_, spec.name.c_str(), nullptr, status_.get());
  if (!status_.ok()) {
    release_inputs();
    status_.check();
  }
  int64_t elements = 0;
  dtypes_.clear();
  // Inputs go in before attributes: an op whose types are inferred refuses the other order.
  for (size_t i = 0; i < input_count; ++i) {
    const TensorTable::Entry* entry = tensors_.find(inputs[i]);
    if (entry == nullptr)
      throw addon_error("Input Tensor ID not referenced (tensor_id: %d)", inputs[i]);
    elements += entry->elements;
    dtypes_.push_back(entry->dtype);
    tf.TFE_OpAddInput(op_, entry->handle.get(), status_.get());
    status_.check();
  }
  if (spec.may_be_fatal) {
    std::vector<TFE_TensorHandle*> handles;
    for (size_t i = 0; i < input_count; ++i)
      handles.push_back(tensors_.find(inputs[i])->handle.get());
    refuse_fatal(spec, handles);
  }
  for (const Attribute& attribute : spec.attributes) {
    const auto from = static_cast<size_t>(attribute.inferred_from);
    if (from >= input_count || dtypes_[from] != attribute.ints[0])
      set_attribute(op_, attribute, status_);
  }
  if (tape_ != nullptr)
    tape_->begin_op(spec.name, spec.definition.is_stateful, op_, inputs, input_count, tensors_);
  outputs_.assign(static_cast<size_t>(output_count), nullptr);
  output_count_ = output_count;
  return elements >= kLongOpElements;
}

void Executor::execute() { tf.TFE_Execute(op_, outputs_.data(), &output_count_, status_.get()); }

void Executor::finish(std::vector<HandlePtr>& results) {
  status_.check();
  results.clear();
  for (int i = 0; i < output_count_; ++i) results.emplace_back(outputs_[static_cast<size_t>(i)]);
}

}  // namespace tandem
