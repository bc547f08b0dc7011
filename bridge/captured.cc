// Import, session and runs of a captured graph.
#include "captured.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace tandem {

namespace {

// RunOptions (config.proto): inter_op_thread_pool = 3 is -1, the caller's own thread. Waking
// another one costs more than ops that follow each other gain from it.
std::string on_the_callers_thread() {
  std::string options("\x18", 1);
  append_varint(options, static_cast<uint64_t>(-1));
  return options;
}

// ConfigProto: graph_options = 10, of which rewrite_options = 10: of TensorFlow's graph optimiser
// the fusion of ops alone, once, or nothing. A tape has nothing else to gain: what is constant was
// computed while it was recorded. The first run of MobileNetV2 takes 0.1 s so and 0.3 s else, of
// ResNet50 0.6 s and 3 s; later runs are as fast.
std::string optimiser(bool fuse) {
  constexpr int kOff = 2, kNoMemory = 1, kOnce = 1;
  // RewriterConfig's fields (rewriter_config.proto).
  const std::pair<int, int> settings[] = {
      {1, kOff},              // layout_optimizer
      {3, kOff},              // constant_folding
      {4, kNoMemory},         // memory_optimization
      {7, kOff},              // arithmetic_optimization
      {8, kOff},              // dependency_optimization
      {9, kOff},              // loop_optimization
      {10, kOff},             // function_optimization
      {12, kOnce},            // meta_optimizer_iterations
      {13, kOff},             // shape_optimization
      {14, fuse ? 0 : kOff},  // remapping
  };
  std::string rewriter;
  for (const auto& [field, value] : settings) {
    append_varint(rewriter, static_cast<uint64_t>(field) << 3);
    append_varint(rewriter, static_cast<uint64_t>(value));
  }
  const auto size = static_cast<char>(rewriter.size());
  return std::string("\x52") + static_cast<char>(size + 2) + "\x52" + size + rewriter;
}

// A run that is shorter does not lose what waking another thread costs.
constexpr std::chrono::microseconds kWorthATurn(500);

bool overlap(const TF_Tensor* a, const TF_Tensor* b) {
  const char* x = static_cast<const char*>(tf.TF_TensorData(a));
  const char* y = static_cast<const char*>(tf.TF_TensorData(b));
  return x < y + tf.TF_TensorByteSize(b) && y < x + tf.TF_TensorByteSize(a);
}

TensorPtr copy_of(const TF_Tensor* tensor) {
  TensorPtr copy = allocate(tf.TF_TensorType(tensor), shape_of(tensor));
  std::memcpy(tf.TF_TensorData(copy.get()), tf.TF_TensorData(tensor), tf.TF_TensorByteSize(tensor));
  return copy;
}

}  // namespace

CapturedGraph::CapturedGraph(const std::string& graph_def)
    : graph_(tf.TF_NewGraph()),
      turns_(std::make_shared<Turns>(std::max(1U, std::thread::hardware_concurrency()))) {
  Status status;
  BufferPtr buffer(tf.TF_NewBuffer());
  buffer->data = graph_def.data();
  buffer->length = graph_def.size();
  TF_ImportGraphDefOptions* options = tf.TF_NewImportGraphDefOptions();
  tf.TF_GraphImportGraphDef(graph_, buffer.get(), options, status.get());
  tf.TF_DeleteImportGraphDefOptions(options);
  if (!status.ok()) {
    tf.TF_DeleteGraph(graph_);
    throw Error(std::string("TensorFlow refuses the captured graph: ") + status.message());
  }
}

CapturedGraph::~CapturedGraph() {
  turns_->close();
  Status status;
  if (session_ != nullptr) tf.TF_DeleteSession(session_, status.get());
  tf.TF_DeleteGraph(graph_);
}

TF_Output CapturedGraph::find(const std::string& name) const {
  const size_t colon = name.find(':');
  TF_Operation* operation = tf.TF_GraphOperationByName(graph_, name.substr(0, colon).c_str());
  const int index = colon == std::string::npos ? 0 : std::atoi(name.c_str() + colon + 1);
  if (operation == nullptr || index < 0 || index >= tf.TF_OperationNumOutputs(operation))
    throw Error("the captured graph has no output " + name);
  return {operation, index};
}

bool CapturedGraph::is_static(const std::string& node) const {
  Status status;
  TF_Operation* operation = find(node).oper;
  for (int i = 0; i < tf.TF_OperationNumOutputs(operation); ++i) {
    const int rank = tf.TF_GraphGetTensorNumDims(graph_, {operation, i}, status.get());
    status.check();
    if (rank < 0) return false;
    std::vector<int64_t> shape(static_cast<size_t>(rank));
    tf.TF_GraphGetTensorShape(graph_, {operation, i}, shape.data(), rank, status.get());
    status.check();
    for (int64_t dim : shape)
      if (dim < 0) return false;
  }
  return true;
}

void CapturedGraph::start(const std::vector<std::string>& inputs,
                          std::vector<std::pair<int, std::vector<int64_t>>> types,
                          const std::vector<std::string>& outputs,
                          std::vector<std::pair<std::string, TensorPtr>> fed, int threads,
                          bool fuse) {
  if (session_ != nullptr) throw Error("the captured graph runs already");
  if (inputs.size() != types.size()) throw Error("each input of a captured graph has a type");
  for (const std::string& name : inputs) inputs_.push_back(find(name));
  for (const std::string& name : outputs) outputs_.push_back(find(name));
  for (auto& [name, tensor] : fed) {
    inputs_.push_back(find(name));
    fed_.push_back(std::move(tensor));
  }
  types_ = std::move(types);
  Status status;
  TF_SessionOptions* options = tf.TF_NewSessionOptions();
  const std::string config = session_config(threads) + optimiser(fuse);
  tf.TF_SetConfig(options, config.data(), config.size(), status.get());
  session_ = tf.TF_NewSession(graph_, options, status.get());
  tf.TF_DeleteSessionOptions(options);
  status.check();
  const std::string run_options = on_the_callers_thread();
  run_options_.reset(tf.TF_NewBufferFromString(run_options.data(), run_options.size()));
}

bool CapturedGraph::takes(size_t input, int dtype, const int64_t* shape, int rank) const {
  const auto& [wanted, dims] = types_[input];
  return wanted == dtype && dims.size() == static_cast<size_t>(rank) &&
         std::equal(dims.begin(), dims.end(), shape);
}

std::vector<TensorPtr> CapturedGraph::run(const std::vector<TensorPtr>& arguments) const {
  if (session_ == nullptr) throw Error("the captured graph has no session yet");
  if (arguments.size() != input_count()) throw Error("a captured graph was given too few inputs");
  std::vector<TF_Tensor*> values, results(outputs_.size(), nullptr);
  for (const TensorPtr& value : arguments) values.push_back(value.get());
  for (const TensorPtr& value : fed_) values.push_back(value.get());
  Status status;
  const auto compute = [&] {
    const auto began = std::chrono::steady_clock::now();
    tf.TF_SessionRun(session_, run_options_.get(), inputs_.data(), values.data(),
                     static_cast<int>(values.size()), outputs_.data(), results.data(),
                     static_cast<int>(results.size()), nullptr, 0, nullptr, status.get());
    is_long_ = std::chrono::steady_clock::now() - began >= kWorthATurn;
  };
  if (is_long_)
    turns_->take(compute);
  else
    compute();
  std::vector<TensorPtr> outputs;
  for (TF_Tensor* result : results) outputs.emplace_back(result);
  if (!status.ok()) throw Error(std::string("the captured graph failed: ") + status.message());
  for (TensorPtr& output : outputs) {
    for (const TensorPtr& argument : arguments)
      if (overlap(output.get(), argument.get())) {
        output = copy_of(output.get());
        break;
      }
  }
  return outputs;
}

}  // namespace tandem
