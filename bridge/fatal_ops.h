// Ops over whose wrong inputs TensorFlow ends the process instead of failing (2.21), checked first.
#pragma once

#include <string>
#include <vector>

#include "libtensorflow.h"

namespace tandem {

struct OpSpec;

// Throws Error where TensorFlow would die of these inputs. `inputs` are the op's, in their order.
void refuse_fatal(const OpSpec& spec, const std::vector<TFE_TensorHandle*>& inputs);

// Whether refuse_fatal has anything to say of the op.
bool may_be_fatal(const std::string& op);

}  // namespace tandem
