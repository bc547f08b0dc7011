// A recording of the ops JavaScript runs, as plain data that a graph can be made of.
//
// Only what depends on the recording's inputs is noted; everything else is a constant, held by a
// handle of its own. What would make a graph of the ops wrong is refused on the spot, so that the
// JavaScript error carries the line that did it: reading a value that depends on an input, an op
// with state. A second recording is held against the first: where the two differ, something other
// than the inputs decides what is computed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libtensorflow.h"
#include "tensors.h"

namespace tandem {

class Tape {
 public:
  // A value on the tape: an input, an output of an op, or a constant.
  struct Value {
    int dtype;
    std::vector<int64_t> shape;
    // Constants only.
    HandlePtr constant;
    bool depends = false;
  };

  struct Op {
    std::string name;
    // AttrValue messages (tensorflow/core/framework/attr_value.proto), serialised, by name.
    std::map<std::string, std::string> attributes;
    // Numbers of values; the outputs follow each other.
    std::vector<int32_t> inputs;
    int32_t first_output = 0;
    int32_t output_count = 0;
  };

  // `reference`: the recording this one must equal, or null. `stop_at`: the op to refuse for its
  // shape, so that JavaScript tells its line; negative for none.
  Tape(const std::vector<int32_t>& inputs, const TensorTable& tensors,
       std::shared_ptr<const Tape> reference, int64_t stop_at);
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // ---- while recording; each throws Error where the tape refuses ----

  // Before an op runs, its inputs and attributes set.
  void begin_op(const std::string& name, bool is_stateful, const TFE_Op* op, const int32_t* inputs,
                size_t input_count, const TensorTable& tensors);
  // After it ran, with the ids of what it gave.
  void end_op(const std::vector<int32_t>& outputs, const TensorTable& tensors);
  // Before the value of a tensor is read.
  void check_read(int32_t id);
  // Something that no graph can hold was done; the first reason stands. `kind` is a word by which
  // python/tandem/capturing/refusals.py knows the way out.
  [[noreturn]] void refuse(const std::string& kind, const std::string& reason);
  // The recording's results. Where a reference has other ones, refuses.
  void finish(const std::vector<int32_t>& outputs, const TensorTable& tensors);

  // ---- afterwards ----

  const std::vector<Op>& ops() const { return ops_; }
  const std::vector<Value>& values() const { return values_; }
  const std::vector<int32_t>& outputs() const { return outputs_; }
  size_t input_count() const { return input_count_; }
  // Kind and reason; empty where nothing was refused.
  const std::pair<std::string, std::string>& refusal() const { return refusal_; }

 private:
  int32_t number_of(int32_t id, const TensorTable& tensors);
  int32_t add_value(int32_t id, const TensorTable& tensors, bool depends, bool is_constant);
  void check_constant(int32_t number);

  std::shared_ptr<const Tape> reference_;
  int64_t stop_at_;
  std::vector<Op> ops_;
  std::vector<Value> values_;
  std::vector<int32_t> outputs_;
  std::unordered_map<int32_t, int32_t> numbers_;
  size_t input_count_;
  // The op between begin_op and end_op; none where it depends on no input.
  Op pending_;
  bool is_pending_ = false;
  std::pair<std::string, std::string> refusal_;
};

}  // namespace tandem
