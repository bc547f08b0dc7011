// SavedModels: load, run, delete, as tfjs-node asks of its addon.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "libtensorflow.h"
#include "tensors.h"

namespace tandem {

class SavedModels {
 public:
  SavedModels(TensorTable& tensors, int threads) : tensors_(tensors), threads_(threads) {}

  struct Model {
    TF_Session* session = nullptr;
    TF_Graph* graph = nullptr;
    Model(TF_Session* session, TF_Graph* graph) : session(session), graph(graph) {}
    ~Model();
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;
  };

  // Reads a model; `tags` are separated by commas. Touches neither the table nor Python, so that
  // the GIL may be released round it. Throws Error in the addon's words.
  std::unique_ptr<Model> load(const std::string& folder, const std::string& tags) const;
  int32_t insert(std::unique_ptr<Model> model);
  void remove(int32_t id);
  size_t size() const { return models_.size(); }

  struct Run {
    TF_Session* session;
    std::vector<TF_Output> inputs, outputs;
    std::vector<TensorPtr> values;
  };
  // Names are separated by commas, each `op` or `op:index`.
  Run prepare(int32_t id, const int32_t* inputs, size_t input_count, const std::string& input_names,
              const std::string& output_names);
  // Computes; touches neither the table nor Python, so that the GIL may be released round it.
  static std::vector<TensorPtr> compute(const Run& run);

 private:
  static TF_Output find(TF_Graph* graph, const std::string& name, const char* role);

  TensorTable& tensors_;
  int threads_;
  std::unordered_map<int32_t, std::unique_ptr<Model>> models_;
  int32_t next_ = 0;
};

}  // namespace tandem
