// Reads the OpDef (tensorflow/core/framework/op_def.proto) that the C API hands out.
#include "op_defs.h"

#include <string_view>

#include "wire.h"

namespace tandem {

namespace {

constexpr uint64_t kOpDefInputArg = 2, kOpDefIsStateful = 17;
constexpr uint64_t kArgTypeAttr = 4, kArgNumberAttr = 5, kArgTypeListAttr = 6;

OpDefs::OpDef parse(std::string_view message) {
  OpDefs::OpDef found;
  int& inputs = found.most_inputs = 0;
  uint64_t number = 0;
  std::string_view argument, bytes;
  Fields fields(message);
  while (fields.next(number, argument)) {
    if (number == kOpDefIsStateful) found.is_stateful = fields.value != 0;
    if (number != kOpDefInputArg) continue;
    Fields argument_fields(argument);
    bool is_list = false;
    std::string type_attribute;
    while (argument_fields.next(number, bytes)) {
      is_list |= (number == kArgNumberAttr || number == kArgTypeListAttr) && !bytes.empty();
      if (number == kArgTypeAttr) type_attribute = std::string(bytes);
    }
    if (!is_list && inputs != OpDefs::kAnyNumber && !type_attribute.empty())
      found.inferred_from.emplace(type_attribute, inputs);
    if (is_list || inputs == OpDefs::kAnyNumber)
      inputs = OpDefs::kAnyNumber;
    else
      ++inputs;
  }
  return found;
}

}  // namespace

OpDefs::OpDefs() : graph_(tf.TF_NewGraph()) {}

const OpDefs::OpDef& OpDefs::find(const std::string& op) {
  static const OpDef unknown;
  auto known = ops_.find(op);
  if (known != ops_.end()) return known->second;
  // One at a time: all of TensorFlow's 1,500 at once take as long as a small model's first run.
  Status status;
  BufferPtr buffer(tf.TF_NewBuffer());
  tf.TF_GraphGetOpDef(graph_.get(), op.c_str(), buffer.get(), status.get());
  if (!status.ok()) return unknown;
  return ops_[op] = parse({static_cast<const char*>(buffer->data), buffer->length});
}

}  // namespace tandem
