// A graph made of a recording, and the session that runs it: from any thread, many at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libtensorflow.h"
#include "tensors.h"
#include "turns.h"

namespace tandem {

class CapturedGraph {
 public:
  // `graph_def`: tensorflow/core/framework/graph.proto, serialised; throws Error where TensorFlow
  // refuses it. Names are `node` or `node:index`.
  explicit CapturedGraph(const std::string& graph_def);
  ~CapturedGraph();
  CapturedGraph(const CapturedGraph&) = delete;
  CapturedGraph& operator=(const CapturedGraph&) = delete;

  // Whether TensorFlow can tell every dimension of the node's outputs without running it.
  bool is_static(const std::string& node) const;

  // Makes the session. `fed`: tensors given to every run without being arguments of it.
  void start(const std::vector<std::string>& inputs,
             std::vector<std::pair<int, std::vector<int64_t>>> types,
             const std::vector<std::string>& outputs,
             std::vector<std::pair<std::string, TensorPtr>> fed, int threads, bool fuse);

  size_t input_count() const { return inputs_.size() - fed_.size(); }
  // Whether an argument of this dtype and shape is what the graph was made for.
  bool takes(size_t input, int dtype, const int64_t* shape, int rank) const;

  // Computes the outputs. Touches nothing but its arguments and TensorFlow: any thread may call.
  // An output that shares an argument's memory is a copy. Throws Error with TensorFlow's words.
  std::vector<TensorPtr> run(const std::vector<TensorPtr>& arguments) const;

 private:
  TF_Output find(const std::string& name) const;

  TF_Graph* graph_;
  TF_Session* session_ = nullptr;
  BufferPtr run_options_;
  std::vector<std::pair<int, std::vector<int64_t>>> types_;
  // The arguments' places, then those of what is fed.
  std::vector<TF_Output> inputs_, outputs_;
  std::vector<TensorPtr> fed_;
  // Shared with its workers, which may end a little later.
  std::shared_ptr<Turns> turns_;
  // Whether the last run was worth a turn (turns.h).
  mutable std::atomic<bool> is_long_{false};
};

}  // namespace tandem
