// Op specs, kept as plain data and named by number, and their eager execution.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libtensorflow.h"
#include "op_defs.h"
#include "tape.h"
#include "tensors.h"

namespace tandem {

struct Attribute {
  std::string name;
  AttrType type;
  bool is_list;
  // By type: texts for strings; ints for int, type and shape; floats; bools.
  std::vector<std::string> texts;
  std::vector<int64_t> ints;
  std::vector<float> floats;
  std::vector<unsigned char> bools;
  // The input whose dtype TensorFlow takes for this attribute by itself; negative for none. Where
  // they are the same, it need not be set again, which costs a tenth of a microsecond.
  int inferred_from = -1;
};

struct OpSpec {
  std::string name;
  std::vector<Attribute> attributes;
  OpDefs::OpDef definition;
  // TensorFlow may die of its inputs: they are checked first.
  bool may_be_fatal = false;
};

// Reads the spec JavaScript wrote (js/specs.ts, encodeSpec): text is a uint32 length and UTF-8
// bytes, a number is a float64. Throws Error on anything that does not add up.
OpSpec decode_spec(const char* data, size_t size);

// Runs ops eagerly on one context.
class Executor {
 public:
  Executor(TFE_Context* context, TensorTable& tensors) : context_(context), tensors_(tensors) {}
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  int32_t define(OpSpec spec);
  void clear_specs() { specs_.clear(); }

  // Runs the spec on the inputs; results holds the outputs. Throws Error in the addon's words.
  // `unlock` is called right before and `lock` right after TensorFlow computes, where the op is
  // long enough for another thread to profit.
  template <typename Unlocked>
  void run(int32_t spec, const int32_t* inputs, size_t input_count, int output_count,
           std::vector<HandlePtr>& results) {
    bool is_long = prepare(spec, inputs, input_count, output_count);
    if (is_long) {
      Unlocked unlocked;
      execute();
    } else {
      execute();
    }
    finish(results);
  }

  // Lets go of the last op's inputs, which TensorFlow's op object otherwise keeps alive.
  void release_inputs();

  // Where ops are noted; null for nowhere.
  void record_on(Tape* tape) { tape_ = tape; }

 private:
  bool prepare(int32_t spec, const int32_t* inputs, size_t input_count, int output_count);
  void execute();
  void finish(std::vector<HandlePtr>& results);

  TFE_Context* context_;
  TensorTable& tensors_;
  Tape* tape_ = nullptr;
  OpDefs op_defs_;
  std::vector<OpSpec> specs_;
  TFE_Op* op_ = nullptr;
  Status status_;
  std::vector<int> dtypes_;
  std::vector<TFE_TensorHandle*> outputs_;
  int output_count_ = 0;
};

}  // namespace tandem
