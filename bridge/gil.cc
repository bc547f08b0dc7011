// Counting those that compute.
#include "gil.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace tandem {

namespace {

std::atomic<int> computing{0};
std::atomic<bool> ending{false};
pthread_t last_thread;

}  // namespace

Unlocked::Unlocked() {
  // Both with the GIL held, so that `settle` cannot come in between.
  const bool stays = ending && !pthread_equal(last_thread, pthread_self());
  if (!stays) ++computing;
  state_ = PyEval_SaveThread();
  while (stays) pause();
}

Unlocked::~Unlocked() {
  PyEval_RestoreThread(state_);
  --computing;
}

void settle() {
  last_thread = pthread_self();
  ending = true;
  PyThreadState* state = PyEval_SaveThread();
  while (computing > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  PyEval_RestoreThread(state);
}

}  // namespace tandem
