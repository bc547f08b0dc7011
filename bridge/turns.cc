// Who computes next.
#include "turns.h"

#include <pthread.h>

#include <system_error>
#include <thread>

namespace tandem {

struct Turns::Waiting {
  const std::function<void()>& work;
  bool is_done = false;
  std::condition_variable done;
};

void Turns::take(const std::function<void()>& work) {
  std::unique_lock lock(mutex_);
  if (running_ >= cores_) {
    Waiting own{work, false, {}};
    waiting_.push_back(&own);
    own.done.wait(lock, [&] { return own.is_done; });
    return;
  }
  ++running_;
  lock.unlock();
  work();
  lock.lock();
  hand_over(lock);
}

// The core of a thread that has ended its own run goes to those that wait.
void Turns::hand_over(std::unique_lock<std::mutex>& lock) {
  if (waiting_.empty()) {
    --running_;
    return;
  }
  if (idle_ > 0) {
    --idle_;
    ++handed_;
    handed_over_.notify_one();
    return;
  }
  try {
    // Never joined: it waits for work until the process ends.
    std::thread([this] { serve(); }).detach();
  } catch (const std::system_error&) {
    // There may be no more threads.
    compute(lock);
    --running_;
  }
}

void Turns::serve() {
  pthread_setname_np(pthread_self(), "tandem-turn");
  std::unique_lock lock(mutex_);
  for (;;) {
    compute(lock);
    --running_;
    ++idle_;
    handed_over_.wait(lock, [&] { return handed_ > 0; });
    --handed_;
  }
}

void Turns::compute(std::unique_lock<std::mutex>& lock) {
  while (!waiting_.empty()) {
    Waiting* next = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    next->work();
    lock.lock();
    next->is_done = true;
    next->done.notify_one();
  }
}

}  // namespace tandem
