// What TensorFlow says of its ops: how many inputs each takes, and whether it keeps state.
//
// TensorFlow 2.21 reads past the end of an op's definition, and the process dies, when an op is
// given more inputs than it has; so they are counted here first.
#pragma once

#include <string>
#include <unordered_map>

#include "libtensorflow.h"

namespace tandem {

class OpDefs {
 public:
  static constexpr int kAnyNumber = -1;

  struct OpDef {
    // The most inputs it takes; kAnyNumber where one is a list or the op is not known.
    int most_inputs = kAnyNumber;
    // It draws random numbers, keeps variables or tables, or does something to the outside.
    bool is_stateful = false;
    // Type attributes that TensorFlow infers by itself, and the input it infers each from.
    std::unordered_map<std::string, int> inferred_from;
  };

  OpDefs();

  const OpDef& find(const std::string& op);

 private:
  // Empty: the C API tells of an op only to those who have a graph.
  GraphPtr graph_;
  std::unordered_map<std::string, OpDef> ops_;
};

}  // namespace tandem
