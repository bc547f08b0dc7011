// What each of the ops dies of.
#include "fatal_ops.h"

#include <string>

#include "ops.h"

namespace tandem {

namespace {

constexpr const char* kRaggedToTensor = "RaggedTensorToTensor";

// Inputs: shape, values, default value, then a row partition tensor for each of the types.
void check_ragged_to_tensor(const OpSpec& spec, const std::vector<TFE_TensorHandle*>& inputs) {
  constexpr size_t kBefore = 3;
  const std::vector<std::string>* types = nullptr;
  for (const Attribute& attribute : spec.attributes)
    if (attribute.name == "row_partition_types") types = &attribute.texts;
  const size_t partitions = inputs.size() < kBefore ? 0 : inputs.size() - kBefore;
  const size_t wanted = types == nullptr ? 0 : types->size();
  if (partitions != wanted)
    throw Error("there must be a row partition type for each tensor, not " +
                std::to_string(partitions) + " and " + std::to_string(wanted));
  Status status;
  for (size_t i = 0; i < wanted; ++i) {
    const bool is_scalar =
        tf.TFE_TensorHandleNumDims(inputs[kBefore + i], status.get()) == 0 && status.ok();
    if ((*types)[i] == "FIRST_DIM_SIZE" && !is_scalar)
      throw Error("the row partition tensor of FIRST_DIM_SIZE must be a scalar");
  }
}

}  // namespace

bool may_be_fatal(const std::string& op) { return op == kRaggedToTensor; }

void refuse_fatal(const OpSpec& spec, const std::vector<TFE_TensorHandle*>& inputs) {
  if (spec.name == kRaggedToTensor) check_ragged_to_tensor(spec, inputs);
}

}  // namespace tandem
