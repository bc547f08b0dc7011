// Finds TensorFlow's libraries and every function Tandem calls in them.
#include "libtensorflow.h"

#include <dlfcn.h>

#include <cstdarg>
#include <cstdio>

namespace tandem {

LibTensorFlow tf;

Error addon_error(const char* format, ...) {
  char buffer[500];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return Error(buffer);
}

void Status::fail() const {
  throw addon_error("Invalid TF_Status: %u\nMessage: %s", static_cast<unsigned>(code()), message());
}

namespace {

#ifdef __APPLE__
constexpr const char* kLibraries[] = {"libtensorflow_framework.2.dylib",
                                      "libtensorflow_cc.2.dylib"};
#else
constexpr const char* kLibraries[] = {"libtensorflow_framework.so.2", "libtensorflow_cc.so.2"};
#endif

bool loaded = false;

}  // namespace

void load_libtensorflow(const std::string& folder) {
  if (loaded) return;
  void* libraries[2] = {};
  for (int i = 0; i < 2; ++i) {
    const std::string path = folder + "/" + kLibraries[i];
    libraries[i] = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
    if (libraries[i] == nullptr)
      throw Error("cannot load TensorFlow's library: " + std::string(dlerror()));
  }
  LibTensorFlow found;
  // TF_NewTensor and its kin live in the framework library of some versions, in the other of
  // others; each library is asked for every name.
#define TANDEM_FIND(name, result, arguments)                                     \
  for (void* library : libraries) {                                              \
    if (found.name == nullptr)                                                   \
      found.name = reinterpret_cast<result(*) arguments>(dlsym(library, #name)); \
  }                                                                              \
  if (found.name == nullptr)                                                     \
    throw Error("the TensorFlow library in " + folder +                          \
                " lacks " #name "; Tandem needs TensorFlow 2.16 or later");
  TANDEM_TF_FUNCTIONS(TANDEM_FIND)
#undef TANDEM_FIND
  tf = found;
  loaded = true;
}

void append_varint(std::string& bytes, uint64_t value) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<char>(value));
}

std::string session_config(int threads) {
  std::string config;
  // map<string, int32> device_count = 1: {"GPU": 0}.
  config += std::string("\x0a\x07\x0a\x03GPU\x10\x00", 9);
  if (threads > 0) {
    config.push_back(0x10);  // int32 intra_op_parallelism_threads = 2
    append_varint(config, static_cast<uint64_t>(threads));
    config.push_back(0x28);  // int32 inter_op_parallelism_threads = 5
    append_varint(config, static_cast<uint64_t>(threads));
  }
  return config;
}

}  // namespace tandem
