// TensorFlow's C API, resolved at run time from the libraries of the installed wheel.
//
// The prototypes are our own, so that one build serves every TensorFlow from 2.16 on: nothing of
// TensorFlow is needed to compile or to link. Signatures follow tensorflow/c/{c_api,tf_tensor,
// tf_status,tf_tstring}.h and tensorflow/c/eager/c_api{,_experimental}.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

namespace tandem {

// An error whose message is for the user: JavaScript and Python both get it as it is.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Formats as the addon does: printf-style, cut at 499 bytes (its buffer holds 500).
[[gnu::format(printf, 1, 2)]] Error addon_error(const char* format, ...);

struct TF_Status;
struct TF_Tensor;
struct TF_Buffer {
  const void* data;
  size_t length;
  void (*data_deallocator)(void* data, size_t length);
};
struct TF_Graph;
struct TF_Operation;
struct TF_Session;
struct TF_SessionOptions;
struct TF_Output {
  TF_Operation* oper;
  int index;
};
struct TFE_Context;
struct TFE_ContextOptions;
struct TFE_Op;
struct TFE_TensorHandle;
struct TFE_OpAttrs;
struct TF_ImportGraphDefOptions;

// TF_TString is 24 bytes on every 64-bit platform (tensorflow/core/platform/ctstring_internal.h).
struct alignas(8) TF_TString {
  unsigned char bytes[24];
};

// The values of TF_DataType that tfjs and Tandem name.
enum DataType : int32_t {
  kFloat = 1,
  kDouble = 2,
  kInt32 = 3,
  kUint8 = 4,
  kInt16 = 5,
  kInt8 = 6,
  kString = 7,
  kComplex64 = 8,
  kInt64 = 9,
  kBool = 10,
  kUint16 = 17,
  kComplex128 = 18,
  kHalf = 19,
  kResource = 20,
  kUint32 = 22,
  kUint64 = 23,
};

// The values of TF_AttrType that tfjs-node uses.
enum AttrType : int32_t {
  kAttrString = 0,
  kAttrInt = 1,
  kAttrFloat = 2,
  kAttrBool = 3,
  kAttrType = 4,
  kAttrShape = 5,
};

// name, return type, arguments: one line a function, so that declaration and lookup cannot differ.
#define TANDEM_TF_FUNCTIONS(F)                                                                     \
  F(TF_Version, const char*, ())                                                                   \
  F(TF_NewStatus, TF_Status*, ())                                                                  \
  F(TF_DeleteStatus, void, (TF_Status*))                                                           \
  F(TF_GetCode, int, (const TF_Status*))                                                           \
  F(TF_Message, const char*, (const TF_Status*))                                                   \
  F(TF_SetStatus, void, (TF_Status*, int, const char*))                                            \
  F(TF_NewTensor, TF_Tensor*,                                                                      \
    (int, const int64_t*, int, void*, size_t, void (*)(void*, size_t, void*), void*))              \
  F(TF_AllocateTensor, TF_Tensor*, (int, const int64_t*, int, size_t))                             \
  F(TF_DeleteTensor, void, (TF_Tensor*))                                                           \
  F(TF_TensorType, int, (const TF_Tensor*))                                                        \
  F(TF_NumDims, int, (const TF_Tensor*))                                                           \
  F(TF_Dim, int64_t, (const TF_Tensor*, int))                                                      \
  F(TF_TensorByteSize, size_t, (const TF_Tensor*))                                                 \
  F(TF_TensorData, void*, (const TF_Tensor*))                                                      \
  F(TF_TensorElementCount, int64_t, (const TF_Tensor*))                                            \
  F(TF_DataTypeSize, size_t, (int))                                                                \
  F(TF_StringInit, void, (TF_TString*))                                                            \
  F(TF_StringCopy, void, (TF_TString*, const char*, size_t))                                       \
  F(TF_StringDealloc, void, (TF_TString*))                                                         \
  F(TF_StringGetDataPointer, const char*, (const TF_TString*))                                     \
  F(TF_StringGetSize, size_t, (const TF_TString*))                                                 \
  F(TF_NewBuffer, TF_Buffer*, ())                                                                  \
  F(TF_NewBufferFromString, TF_Buffer*, (const void*, size_t))                                     \
  F(TF_DeleteBuffer, void, (TF_Buffer*))                                                           \
  F(TF_NewGraph, TF_Graph*, ())                                                                    \
  F(TF_DeleteGraph, void, (TF_Graph*))                                                             \
  F(TF_GraphGetOpDef, void, (TF_Graph*, const char*, TF_Buffer*, TF_Status*))                      \
  F(TF_GraphOperationByName, TF_Operation*, (TF_Graph*, const char*))                              \
  F(TF_OperationNumOutputs, int, (TF_Operation*))                                                  \
  F(TF_GraphGetTensorNumDims, int, (TF_Graph*, TF_Output, TF_Status*))                             \
  F(TF_GraphGetTensorShape, void, (TF_Graph*, TF_Output, int64_t*, int, TF_Status*))               \
  F(TF_NewImportGraphDefOptions, TF_ImportGraphDefOptions*, ())                                    \
  F(TF_DeleteImportGraphDefOptions, void, (TF_ImportGraphDefOptions*))                             \
  F(TF_GraphImportGraphDef, void,                                                                  \
    (TF_Graph*, const TF_Buffer*, const TF_ImportGraphDefOptions*, TF_Status*))                    \
  F(TF_NewSession, TF_Session*, (TF_Graph*, const TF_SessionOptions*, TF_Status*))                 \
  F(TF_NewSessionOptions, TF_SessionOptions*, ())                                                  \
  F(TF_SetConfig, void, (TF_SessionOptions*, const void*, size_t, TF_Status*))                     \
  F(TF_DeleteSessionOptions, void, (TF_SessionOptions*))                                           \
  F(TF_LoadSessionFromSavedModel, TF_Session*,                                                     \
    (const TF_SessionOptions*, const TF_Buffer*, const char*, const char* const*, int, TF_Graph*,  \
     TF_Buffer*, TF_Status*))                                                                      \
  F(TF_DeleteSession, void, (TF_Session*, TF_Status*))                                             \
  F(TF_SessionRun, void,                                                                           \
    (TF_Session*, const TF_Buffer*, const TF_Output*, TF_Tensor* const*, int, const TF_Output*,    \
     TF_Tensor**, int, const TF_Operation* const*, int, TF_Buffer*, TF_Status*))                   \
  F(TFE_NewContextOptions, TFE_ContextOptions*, ())                                                \
  F(TFE_ContextOptionsSetConfig, void, (TFE_ContextOptions*, const void*, size_t, TF_Status*))     \
  F(TFE_DeleteContextOptions, void, (TFE_ContextOptions*))                                         \
  F(TFE_NewContext, TFE_Context*, (const TFE_ContextOptions*, TF_Status*))                         \
  F(TFE_DeleteContext, void, (TFE_Context*))                                                       \
  F(TFE_NewTensorHandle, TFE_TensorHandle*, (const TF_Tensor*, TF_Status*))                        \
  F(TFE_DeleteTensorHandle, void, (TFE_TensorHandle*))                                             \
  F(TFE_TensorHandleCopySharingTensor, TFE_TensorHandle*, (TFE_TensorHandle*, TF_Status*))         \
  F(TFE_TensorHandleDataType, int, (TFE_TensorHandle*))                                            \
  F(TFE_TensorHandleNumDims, int, (TFE_TensorHandle*, TF_Status*))                                 \
  F(TFE_TensorHandleNumElements, int64_t, (TFE_TensorHandle*, TF_Status*))                         \
  F(TFE_TensorHandleDim, int64_t, (TFE_TensorHandle*, int, TF_Status*))                            \
  F(TFE_TensorHandleResolve, TF_Tensor*, (TFE_TensorHandle*, TF_Status*))                          \
  F(TFE_NewOp, TFE_Op*, (TFE_Context*, const char*, TF_Status*))                                   \
  F(TFE_OpReset, void, (TFE_Op*, const char*, const char*, TF_Status*))                            \
  F(TFE_DeleteOp, void, (TFE_Op*))                                                                 \
  F(TFE_OpAddInput, void, (TFE_Op*, TFE_TensorHandle*, TF_Status*))                                \
  F(TFE_OpSetAttrString, void, (TFE_Op*, const char*, const void*, size_t))                        \
  F(TFE_OpSetAttrStringList, void, (TFE_Op*, const char*, const void* const*, const size_t*, int)) \
  F(TFE_OpSetAttrInt, void, (TFE_Op*, const char*, int64_t))                                       \
  F(TFE_OpSetAttrFloat, void, (TFE_Op*, const char*, float))                                       \
  F(TFE_OpSetAttrBool, void, (TFE_Op*, const char*, unsigned char))                                \
  F(TFE_OpSetAttrType, void, (TFE_Op*, const char*, int))                                          \
  F(TFE_OpSetAttrShape, void, (TFE_Op*, const char*, const int64_t*, int, TF_Status*))             \
  F(TFE_OpSetAttrIntList, void, (TFE_Op*, const char*, const int64_t*, int))                       \
  F(TFE_OpSetAttrFloatList, void, (TFE_Op*, const char*, const float*, int))                       \
  F(TFE_OpSetAttrBoolList, void, (TFE_Op*, const char*, const unsigned char*, int))                \
  F(TFE_OpGetAttrs, const TFE_OpAttrs*, (const TFE_Op*))                                           \
  F(TFE_OpAttrsSerialize, void, (const TFE_OpAttrs*, TF_Buffer*, TF_Status*))                      \
  F(TFE_Execute, void, (TFE_Op*, TFE_TensorHandle**, int*, TF_Status*))

// The loaded library: one a process, never unloaded (TensorFlow cannot be).
struct LibTensorFlow {
#define TANDEM_DECLARE(name, result, arguments) result(*name) arguments = nullptr;
  TANDEM_TF_FUNCTIONS(TANDEM_DECLARE)
#undef TANDEM_DECLARE
};

// The loaded functions. Valid once load_libtensorflow has returned.
extern LibTensorFlow tf;

// Loads libtensorflow_framework and libtensorflow_cc from the folder of the tensorflow package.
// Loading twice does nothing. Throws Error naming what is missing.
void load_libtensorflow(const std::string& folder);

// A ConfigProto (tensorflow/core/protobuf/config.proto) that keeps every op on the CPU, where
// buffers can be shared, and, where threads > 0, sets the intra-op and inter-op thread counts.
std::string session_config(int threads);

// Appends a protobuf varint.
void append_varint(std::string& bytes, uint64_t value);

// A TF_Status that frees itself.
class Status {
 public:
  Status() : status_(tf.TF_NewStatus()) {}
  ~Status() { tf.TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  Status& operator=(const Status&) = delete;

  TF_Status* get() { return status_; }
  bool ok() const { return tf.TF_GetCode(status_) == 0; }
  int code() const { return tf.TF_GetCode(status_); }
  const char* message() const { return tf.TF_Message(status_); }
  void clear() { tf.TF_SetStatus(status_, 0, ""); }
  // Throws in the addon's words.
  void check() const {
    if (!ok()) fail();
  }

 private:
  [[noreturn]] void fail() const;
  TF_Status* status_;
};

struct TensorDeleter {
  void operator()(TF_Tensor* tensor) const { tf.TF_DeleteTensor(tensor); }
};
using TensorPtr = std::unique_ptr<TF_Tensor, TensorDeleter>;

struct BufferDeleter {
  void operator()(TF_Buffer* buffer) const { tf.TF_DeleteBuffer(buffer); }
};
using BufferPtr = std::unique_ptr<TF_Buffer, BufferDeleter>;

struct GraphDeleter {
  void operator()(TF_Graph* graph) const { tf.TF_DeleteGraph(graph); }
};
using GraphPtr = std::unique_ptr<TF_Graph, GraphDeleter>;

struct HandleDeleter {
  void operator()(TFE_TensorHandle* handle) const { tf.TFE_DeleteTensorHandle(handle); }
};
using HandlePtr = std::unique_ptr<TFE_TensorHandle, HandleDeleter>;

}  // namespace tandem
