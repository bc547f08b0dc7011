// The tensors JavaScript knows by number, and the ways data enters and leaves them.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "libtensorflow.h"

namespace tandem {

// The number of elements of a shape. Throws Error where a dimension is negative or the product
// does not fit.
uint64_t element_count(const std::vector<int64_t>& shape);

// Tensor handles by id. An id is not given out again before 2^31 others were.
class TensorTable {
 public:
  struct Entry {
    HandlePtr handle;
    // Elements, to judge how much work an op is; 0 where it is not known.
    int64_t elements;
    int dtype;
  };

  int32_t insert(HandlePtr handle);
  // Null where no tensor has that id.
  const Entry* find(int32_t id) const;
  // False where no tensor has that id.
  bool erase(int32_t id) { return entries_.erase(id) == 1; }
  void clear() { entries_.clear(); }
  size_t size() const { return entries_.size(); }

 private:
  std::unordered_map<int32_t, Entry> entries_;
  Status status_;
  int32_t next_ = 0;
};

// A handle on a tensor that shares its memory.
HandlePtr make_handle(const TensorPtr& tensor);

// The tensor behind a handle, sharing its memory; the memory lives as long as the result.
TensorPtr resolve(TFE_TensorHandle* handle);

std::vector<int64_t> shape_of(const TF_Tensor* tensor);

// Memory for a tensor of fixed-width elements, aligned as TensorFlow wants it.
TensorPtr allocate(int dtype, const std::vector<int64_t>& shape);

// A tensor of strings, each copied.
TensorPtr make_strings(const std::vector<int64_t>& shape, const std::vector<std::string>& values);

std::vector<std::string> read_strings(const TF_Tensor* tensor);

}  // namespace tandem
