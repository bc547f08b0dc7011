// Reads the OpList (tensorflow/core/framework/op_def.proto) that the C API hands out.
#include "op_defs.h"

#include <string_view>

#include "wire.h"

namespace tandem {

namespace {

constexpr uint64_t kOpListOp = 1, kOpDefName = 1, kOpDefInputArg = 2, kOpDefIsStateful = 17;
constexpr uint64_t kArgTypeAttr = 4, kArgNumberAttr = 5, kArgTypeListAttr = 6;

}  // namespace

void OpDefs::read() {
  TF_Buffer* buffer = tf.TF_GetAllOpList();
  std::string_view op, argument, bytes;
  uint64_t number = 0;
  Fields ops({static_cast<const char*>(buffer->data), buffer->length});
  while (ops.next(number, op)) {
    if (number != kOpListOp) continue;
    std::string name;
    OpDef found;
    int& inputs = found.most_inputs = 0;
    Fields fields(op);
    while (fields.next(number, argument)) {
      if (number == kOpDefName) name = std::string(argument);
      if (number == kOpDefIsStateful) found.is_stateful = fields.value != 0;
      if (number != kOpDefInputArg) continue;
      Fields argument_fields(argument);
      bool is_list = false;
      std::string type_attribute;
      while (argument_fields.next(number, bytes)) {
        is_list |= (number == kArgNumberAttr || number == kArgTypeListAttr) && !bytes.empty();
        if (number == kArgTypeAttr) type_attribute = std::string(bytes);
      }
      if (!is_list && inputs != kAnyNumber && !type_attribute.empty())
        found.inferred_from.emplace(type_attribute, inputs);
      if (is_list || inputs == kAnyNumber)
        inputs = kAnyNumber;
      else
        ++inputs;
    }
    ops_[name] = std::move(found);
  }
  tf.TF_DeleteBuffer(buffer);
  read_ = true;
}

const OpDefs::OpDef& OpDefs::find(const std::string& op) {
  static const OpDef unknown;
  if (!read_) read();
  auto found = ops_.find(op);
  return found == ops_.end() ? unknown : found->second;
}

}  // namespace tandem
