// The Python face of recordings and captured graphs.
#pragma once

#include <nanobind/nanobind.h>

namespace tandem {

void bind_capture(nanobind::module_& module);

}  // namespace tandem
