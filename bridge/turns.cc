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
  if (waiting_.empty()) {
    --running_;
    return;
  }
  lock.unlock();
  try {
    // Its core is this thread's. Never joined: it ends when nobody waits, and owns what it needs.
    std::thread([self = shared_from_this()] {
      name_this_thread("tandem-turn");
      self->serve();
    }).detach();
  } catch (const std::exception&) {
    // There are no more threads, or no memory for one.
    serve();
  }
}

void Turns::serve() {
  std::unique_lock lock(mutex_);
  while (!waiting_.empty()) {
    Waiting* next = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    next->work();
    lock.lock();
    next->is_done = true;
    next->done.notify_one();
  }
  --running_;
}

}  // namespace tandem
