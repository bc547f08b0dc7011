// Turns at the cores: no more runs of a graph at once than there are cores, without a thread in
// between where nobody waits.
//
// Four threads that compute on two cores are made to take turns by the kernel, every few
// milliseconds, and each finds the caches full of another's layers. Here a run that finds no core
// free is left to a worker, which goes from one to the next: a thread that is woken to compute
// itself is as often put where the other core is busy, and its own stays idle.
//
// First come, first served, and so for runs of one length: those of one graph.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace tandem {

class Turns : public std::enable_shared_from_this<Turns> {
 public:
  explicit Turns(size_t cores) : cores_(cores) {}

  // Calls `work`, here or in a worker's thread, and returns when it has ended. `work` may not
  // throw.
  void take(const std::function<void()>& work);

  // Ends the workers; nothing runs any more.
  void close();

 private:
  struct Waiting;

  void hand_over(std::unique_lock<std::mutex>& lock);
  // A worker, which has been handed a core. It stays when nobody waits: a new thread's memory is
  // cold.
  void serve();
  // Computes what waits until nothing does.
  void compute(std::unique_lock<std::mutex>& lock);

  const size_t cores_;
  std::mutex mutex_;
  std::condition_variable handed_over_;
  // Runs under way; cores that are handed to workers just now; workers that wait for one.
  size_t running_ = 0, handed_ = 0, idle_ = 0;
  bool is_closed_ = false;
  std::deque<Waiting*> waiting_;
};

}  // namespace tandem
