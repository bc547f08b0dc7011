// Who computes next.
#include "turns.h"

#include <pthread.h>

#include <exception>
#include <thread>

namespace tandem {

namespace {

void name_this_thread(const char* name) {
#ifdef __APPLE__
  pthread_setname_np(name);
#else
  pthread_setname_np(pthread_self(), name);
#endif
}

}  // namespace

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
    // Never joined: it owns what it needs.
    std::thread([self = shared_from_this()] {
      name_this_thread("tandem-turn");
      self->serve();
    }).detach();
  } catch (const std::exception&) {
    // There are no more threads, or no memory for one.
    compute(lock);
    --running_;
  }
}

void Turns::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    compute(lock);
    --running_;
    ++idle_;
    handed_over_.wait(lock, [&] { return handed_ > 0 || is_closed_; });
    if (is_closed_) return;
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

void Turns::close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  handed_over_.notify_all();
}

}  // namespace tandem
