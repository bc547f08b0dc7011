// Reading protobuf messages that TensorFlow's C API hands out.
#pragma once

#include <cstdint>
#include <string_view>

#include "libtensorflow.h"

namespace tandem {

// The fields of a protobuf message, one after the other: the value of a varint, the bytes of a
// length-delimited one.
class Fields {
 public:
  explicit Fields(std::string_view message) : rest_(message) {}

  uint64_t value = 0;

  bool next(uint64_t& number, std::string_view& bytes) {
    if (rest_.empty()) return false;
    const uint64_t tag = varint();
    number = tag >> 3;
    bytes = {};
    switch (tag & 7) {
      case 0:
        value = varint();
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
        throw Error("a message of TensorFlow's is not as expected");
    }
    return true;
  }

 private:
  std::string_view take(uint64_t size) {
    if (size > rest_.size()) throw Error("a message of TensorFlow's is cut short");
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

}  // namespace tandem
