// The native side of tfjs-node's binding: one eager context and all that belongs to it.
//
// Two faces. JavaScript's: calls without arguments that read and write the channel and return a
// status (js/binding.ts is the other end; the layout of each call's words is said there and here).
// Python's (module.cc): tensors made of Python's buffers, and views on results.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "channel.h"
#include "libtensorflow.h"
#include "ops.h"
#include "saved_model.h"
#include "tensors.h"

namespace tandem {

// What a call from JavaScript returns.
enum CallStatus : int {
  kOk = 0,
  // The message's length is in word 0 and its UTF-8 bytes in the channel.
  kFailed = 1,
  // The results need as many words as word 0 says: grow the channel, then call `results`.
  kNoRoom = 2,
};

class Bridge {
 public:
  // `threads`: intra-op and inter-op threads, 0 for one a core. TensorFlow makes its thread pool
  // once a process, so the first context decides.
  Bridge(int threads, Channel& shared);
  ~Bridge();
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  // Older than this, and JavaScript's before it.
  Channel& channel;
  TensorTable tensors;

  // ---- calls from JavaScript; words in -> words out ----

  // [words] -> []: make room for more words.
  void grow();
  // [byte count], the spec as bytes -> [spec].
  void define();
  // [] -> [].
  void clear_specs();
  // [spec, outputs, inputs, deletes, input ids..., ids to delete...]
  //   -> [count, then for each output: id, dtype, rank, dims...].
  template <typename Unlocked>
  CallStatus execute() {
    const int32_t spec = channel[0], outputs = channel[1];
    const size_t inputs = count(2, kExecuteHeader), deletes = count(3, kExecuteHeader + inputs);
    erase(kExecuteHeader + inputs, deletes);
    executor_.run<Unlocked>(spec, &channel[kExecuteHeader], inputs, outputs, handles_);
    identify();
    if (tape_ != nullptr) tape_->end_op(ids_, tensors);
    return results();
  }
  // [] -> as execute: results that had no room.
  CallStatus results();
  // [0, 0, 0, deletes, ids...] -> []: delete tensors, let go of the last op's inputs.
  void flush();
  // [dtype, array type, rank, length (2 words), dims...], data as bytes -> [id, or -1: append].
  void create();
  // More data as bytes -> [id, or -1].
  void append();
  // [id] -> [dtype, byte count (2 words)], the first bytes.
  void read();
  // [] -> [], the next bytes.
  void read_more();
  // [folder length, tags length], both as bytes -> [id].
  template <typename Unlocked>
  CallStatus load_saved_model() {
    const std::string folder = text(0, 0), tags = text(folder.size(), 1);
    std::unique_ptr<SavedModels::Model> model;
    {
      Unlocked unlocked;
      model = saved_models_.load(folder, tags);
    }
    channel[0] = saved_models_.insert(std::move(model));
    return kOk;
  }
  // [id] -> [].
  void delete_saved_model();
  // [id, inputs, input names' length, output names' length, ids...], names -> as execute.
  template <typename Unlocked>
  CallStatus run_saved_model() {
    if (tape_ != nullptr) tape_->refuse("state", "it runs a SavedModel");
    const int32_t id = channel[0];
    const size_t inputs = count(1, kRunHeader);
    const std::string input_names = text(0, 2), output_names = text(input_names.size(), 3);
    SavedModels::Run run =
        saved_models_.prepare(id, &channel[kRunHeader], inputs, input_names, output_names);
    std::vector<TensorPtr> values;
    {
      Unlocked unlocked;
      values = SavedModels::compute(run);
    }
    handles_.clear();
    for (const TensorPtr& value : values) handles_.push_back(make_handle(value));
    identify();
    return results();
  }
  // [] -> [tensors, saved models].
  void counts();
  // [kind's length, reason's length], both as bytes -> []: JavaScript does what no recording can
  // hold. Fails while one is made, else does nothing.
  void refuse();

  // ---- recordings, for Python ----

  // From here on ops are noted. Throws Error where they are already.
  void begin_recording(std::shared_ptr<Tape> tape);
  // Ends the recording; the tape as far as it came.
  std::shared_ptr<Tape> end_recording();
  Tape* tape() { return tape_.get(); }

 private:
  static constexpr size_t kExecuteHeader = 4;
  static constexpr size_t kRunHeader = 4;
  static constexpr size_t kCreateHeader = 5;

  // A count from a word, checked against the room behind `first`.
  size_t count(size_t word, size_t first);
  std::string text(size_t offset, size_t word);
  void erase(size_t first, size_t ids);
  // Gives the handles ids and lays out what JavaScript must know of them.
  void identify();
  void finish_creation();
  void next_chunk();

  int threads_;
  TFE_Context* context_;
  Executor executor_;
  SavedModels saved_models_;
  std::shared_ptr<Tape> tape_;
  std::vector<HandlePtr> handles_;
  std::vector<int32_t> ids_, overflow_;
  Status status_;

  // A tensor being written by create/append, chunk by chunk.
  struct Creation {
    int dtype = 0;
    std::vector<int64_t> shape;
    bool strings = false;
    TensorPtr tensor;
    std::string encoded;
    uint64_t done = 0, total = 0;
  } creation_;
  // A tensor being read by read/read_more.
  struct Reading {
    TensorPtr tensor;
    std::string encoded;
    const char* data = nullptr;
    uint64_t done = 0, total = 0;
  } reading_;
};

}  // namespace tandem
