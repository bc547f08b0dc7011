// Loading and running of SavedModels through TF_Session.
#include "saved_model.h"

#include <algorithm>
#include <cstdlib>

namespace tandem {

namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  size_t start = 0;
  while (start <= text.size()) {
    const size_t comma = std::min(text.find(',', start), text.size());
    if (comma > start) parts.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  return parts;
}

}  // namespace

SavedModels::Model::~Model() {
  if (session != nullptr) {
    Status status;
    tf.TF_DeleteSession(session, status.get());
  }
  if (graph != nullptr) tf.TF_DeleteGraph(graph);
}

std::unique_ptr<SavedModels::Model> SavedModels::load(const std::string& folder,
                                                      const std::string& tags) const {
  const std::vector<std::string> names = split(tags);
  std::vector<const char*> pointers;
  for (const std::string& name : names) pointers.push_back(name.c_str());

  Status status;
  TF_SessionOptions* options = tf.TF_NewSessionOptions();
  const std::string config = session_config(threads_);
  tf.TF_SetConfig(options, config.data(), config.size(), status.get());
  TF_Buffer* run_options = tf.TF_NewBufferFromString("", 0);
  TF_Buffer* meta_graph = tf.TF_NewBuffer();
  auto model = std::make_unique<Model>(nullptr, tf.TF_NewGraph());
  status.clear();
  model->session = tf.TF_LoadSessionFromSavedModel(
      options, run_options, folder.c_str(), pointers.data(), static_cast<int>(pointers.size()),
      model->graph, meta_graph, status.get());
  tf.TF_DeleteSessionOptions(options);
  tf.TF_DeleteBuffer(run_options);
  tf.TF_DeleteBuffer(meta_graph);
  if (!status.ok()) throw addon_error("Failed to load SavedModel: %s", status.message());
  return model;
}

int32_t SavedModels::insert(std::unique_ptr<Model> model) {
  models_.emplace(next_, std::move(model));
  return next_++;
}

void SavedModels::remove(int32_t id) {
  if (models_.erase(id) == 0)
    throw addon_error("Delete called on a SavedModel not found (savedmodel_id: %d)", id);
}

TF_Output SavedModels::find(TF_Graph* graph, const std::string& name, const char* role) {
  const size_t colon = name.find(':');
  TF_Operation* operation = tf.TF_GraphOperationByName(graph, name.substr(0, colon).c_str());
  const int index = colon == std::string::npos ? 0 : std::atoi(name.c_str() + colon + 1);
  if (operation == nullptr) throw addon_error("%s op name can not be found in the graph.", role);
  // Beyond the addon's own checks: TensorFlow aborts the process on an index out of range.
  if (index < 0 || index >= tf.TF_OperationNumOutputs(operation))
    throw addon_error("%s op %s has no output %d.", role, name.c_str(), index);
  return {operation, index};
}

SavedModels::Run SavedModels::prepare(int32_t id, const int32_t* inputs, size_t input_count,
                                      const std::string& input_names,
                                      const std::string& output_names) {
  auto found = models_.find(id);
  if (found == models_.end()) throw addon_error("SavedModel ID not found (savedmodel_id: %d)", id);
  TF_Graph* graph = found->second->graph;
  const std::vector<std::string> names = split(input_names);
  if (names.size() != input_count)
    throw addon_error(
        "Length of input op names (%d) does not match the length of input tensors (%d).",
        static_cast<int>(names.size()), static_cast<int>(input_count));
  Run run{found->second->session, {}, {}, {}};
  for (size_t i = 0; i < input_count; ++i) {
    const TensorTable::Entry* entry = tensors_.find(inputs[i]);
    if (entry == nullptr) throw addon_error("Input Tensor ID not found (tensor_id: %d)", inputs[i]);
    run.values.push_back(resolve(entry->handle.get()));
    run.inputs.push_back(find(graph, names[i], "Input"));
  }
  for (const std::string& name : split(output_names))
    run.outputs.push_back(find(graph, name, "Output"));
  return run;
}

std::vector<TensorPtr> SavedModels::compute(const Run& run) {
  std::vector<TF_Tensor*> inputs, outputs(run.outputs.size(), nullptr);
  for (const TensorPtr& value : run.values) inputs.push_back(value.get());
  Status status;
  tf.TF_SessionRun(run.session, nullptr, run.inputs.data(), inputs.data(),
                   static_cast<int>(inputs.size()), run.outputs.data(), outputs.data(),
                   static_cast<int>(outputs.size()), nullptr, 0, nullptr, status.get());
  std::vector<TensorPtr> results;
  for (TF_Tensor* output : outputs) results.emplace_back(output);
  if (!status.ok()) throw addon_error("Session fail to run with error: %s", status.message());
  return results;
}

}  // namespace tandem
