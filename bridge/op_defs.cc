// Reads the OpList (tensorflow/core/framework/op_def.proto) that the C API hands out.
#include "op_defs.h"

#include <string_view>

namespace tandem {

namespace {

// The fields of a protobuf message, one after the other; the bytes of the length-delimited ones.
class Fields {
 public:
  explicit Fields(std::string_view message) : rest_(message) {}

  bool next(uint64_t& number, std::string_view& bytes) {
    if (rest_.empty()) return false;
    const uint64_t tag = varint();
    number = tag >> 3;
    bytes = {};
    switch (tag & 7) {
      case 0:
        varint();
        break;
      case 1:
        take(8);
        break;
      case 2:
        bytes = take(varint());
        break;
      case 5:
        take(4);
        break;
      default:
        throw Error("TensorFlow's list of ops is not as expected");
    }
    return true;
  }

 private:
  std::string_view take(uint64_t size) {
    if (size > rest_.size()) throw Error("TensorFlow's list of ops is cut short");
    std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value;
  }
  std::string_view rest_;
};

constexpr uint64_t kOpListOp = 1, kOpDefName = 1, kOpDefInputArg = 2;
constexpr uint64_t kArgNumberAttr = 5, kArgTypeListAttr = 6;

}  // namespace

void OpDefs::read() {
  TF_Buffer* buffer = tf.TF_GetAllOpList();
  std::string_view op, argument, bytes;
  uint64_t number = 0;
  Fields ops({static_cast<const char*>(buffer->data), buffer->length});
  while (ops.next(number, op)) {
    if (number != kOpListOp) continue;
    std::string name;
    int inputs = 0;
    Fields fields(op);
    while (fields.next(number, argument)) {
      if (number == kOpDefName) name = std::string(argument);
      if (number != kOpDefInputArg) continue;
      Fields argument_fields(argument);
      bool is_list = false;
      while (argument_fields.next(number, bytes))
        is_list |= (number == kArgNumberAttr || number == kArgTypeListAttr) && !bytes.empty();
      if (is_list || inputs == kAnyNumber)
        inputs = kAnyNumber;
      else
        ++inputs;
    }
    most_inputs_[name] = inputs;
  }
  tf.TF_DeleteBuffer(buffer);
  read_ = true;
}

int OpDefs::most_inputs(const std::string& op) {
  if (!read_) read();
  auto found = most_inputs_.find(op);
  return found == most_inputs_.end() ? kAnyNumber : found->second;
}

}  // namespace tandem
