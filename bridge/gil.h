// Python's lock, let go of while TensorFlow computes, and found again even as the interpreter ends.
//
// A thread that asks for the GIL of an interpreter that is ending is ended by Python itself, which
// C++ takes for an error and ends the process. So the interpreter waits for those that compute
// (`settle`, at exit), and whoever comes later does not come back.
#pragma once

#include <Python.h>

namespace tandem {

class Unlocked {
 public:
  Unlocked();
  ~Unlocked();
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  PyThreadState* state_;
};

// Waits until no thread computes; from then on other threads than the caller's stay where they ask
// to compute. Needs the GIL.
void settle();

}  // namespace tandem
