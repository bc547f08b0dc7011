// The memory JavaScript and C++ share: a block of int32 words and a block of bytes.
//
// JavaScript sees both as typed arrays, so that a call across needs no arguments: PythonMonkey
// leaks some thirty bytes for every number passed and more for every fresh buffer. Arguments and
// results are words; tensor data and text pass through the bytes, a chunk at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "libtensorflow.h"

namespace tandem {

class Channel {
 public:
  static constexpr size_t kWords = 16 * 1024;
  static constexpr size_t kBytes = 1024 * 1024;
  static constexpr size_t kLargest = size_t{1} << 31;

  Channel() : bytes_(std::make_shared<std::vector<char>>(kBytes)) { grow(kWords); }

  // Replaces the words by a larger block that begins with the same ones. JavaScript must fetch its
  // view again; whoever exported the old block keeps it alive through the shared pointer.
  void grow(size_t words) {
    if (words > kLargest / sizeof(int32_t)) throw Error("a call names more ids than 2 GiB hold");
    if (words_ != nullptr && words <= words_->size()) return;
    auto larger = std::make_shared<std::vector<int32_t>>(words);
    if (words_ != nullptr) std::copy(words_->begin(), words_->end(), larger->begin());
    words_ = std::move(larger);
  }

  int32_t& operator[](size_t index) { return (*words_)[index]; }
  size_t word_count() const { return words_->size(); }
  char* bytes() { return bytes_->data(); }
  size_t byte_count() const { return bytes_->size(); }

  // What a failed call leaves: the message's length in word 0, and its UTF-8 bytes.
  void report(std::string_view message) {
    const size_t size = std::min(message.size(), bytes_->size());
    std::copy_n(message.data(), size, bytes_->data());
    (*words_)[0] = static_cast<int32_t>(size);
  }

  // A count of elements or bytes may pass 2^31: it travels as two words.
  uint64_t wide(size_t index) const {
    return static_cast<uint32_t>((*words_)[index]) |
           static_cast<uint64_t>(static_cast<uint32_t>((*words_)[index + 1])) << 32;
  }
  void set_wide(size_t index, uint64_t value) {
    (*words_)[index] = static_cast<int32_t>(value & 0xffffffffu);
    (*words_)[index + 1] = static_cast<int32_t>(value >> 32);
  }

  std::shared_ptr<std::vector<int32_t>> shared_words() const { return words_; }
  std::shared_ptr<std::vector<char>> shared_bytes() const { return bytes_; }

 private:
  std::shared_ptr<std::vector<int32_t>> words_;
  std::shared_ptr<std::vector<char>> bytes_;
};

}  // namespace tandem
