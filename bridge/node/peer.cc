// What the Node peer needs and Node does not offer: the memory Python shares with it, Python's
// clock, and an end when Python ends. Plain N-API: one build serves every Node it is loaded in.

#include <fcntl.h>
#include <node_api.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <thread>

namespace {

napi_value Throw(napi_env env, const std::string& message) {
  napi_throw_error(env, nullptr, message.c_str());
  return nullptr;
}

napi_value ThrowErrno(napi_env env, const std::string& what, int code) {
  return Throw(env, what + ": " + std::strerror(code));
}

// Reads `count` numbers from the call's arguments.
bool Numbers(napi_env env, napi_callback_info info, size_t count, int64_t* out) {
  napi_value args[2];
  size_t given = count;
  if (napi_get_cb_info(env, info, &given, args, nullptr, nullptr) != napi_ok || given < count) {
    return false;
  }
  for (size_t i = 0; i < count; ++i) {
    if (napi_get_value_int64(env, args[i], &out[i]) != napi_ok || out[i] < 0) return false;
  }
  return true;
}

// Pages are claimed here, so that a full memory is an error now and not a SIGBUS at a later write.
int Grow(int fd, off_t bytes) {
#ifdef __linux__
  return posix_fallocate(fd, 0, bytes);
#else
  return ftruncate(fd, bytes) == 0 ? 0 : errno;
#endif
}

void Unmap(napi_env, void* data, void* bytes) { munmap(data, reinterpret_cast<uintptr_t>(bytes)); }

// map(fd, bytes): ArrayBuffer over the file's first `bytes`, shared; a shorter file grows.
napi_value Map(napi_env env, napi_callback_info info) {
  int64_t arg[2];
  if (!Numbers(env, info, 2, arg) || arg[1] == 0) return Throw(env, "map: expected (fd, bytes)");
  const int fd = static_cast<int>(arg[0]);
  const size_t bytes = static_cast<size_t>(arg[1]);
  struct stat file;
  if (fstat(fd, &file) != 0) return ThrowErrno(env, "map", errno);
  if (file.st_size < arg[1]) {
    if (const int code = Grow(fd, arg[1])) {
      return ThrowErrno(env, "no room for " + std::to_string(bytes) + " shared bytes", code);
    }
  }
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return ThrowErrno(env, "map", errno);
  napi_value buffer;
  if (napi_create_external_arraybuffer(env, data, bytes, Unmap, reinterpret_cast<void*>(bytes),
                                       &buffer) != napi_ok) {
    munmap(data, bytes);
    return Throw(env, "map: this Node allows no external ArrayBuffer");
  }
  return buffer;
}

// now(): milliseconds of the clock that Python's time.clock_gettime(CLOCK_MONOTONIC) reads.
napi_value Now(napi_env env, napi_callback_info) {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  napi_value result;
  napi_create_double(env, time.tv_sec * 1e3 + time.tv_nsec / 1e6, &result);
  return result;
}

// endWith(fd): ends this process once the other end of the socket is closed, even while
// JavaScript or an op is running. (PR_SET_PDEATHSIG would end it with the *thread* that began it.)
napi_value EndWith(napi_env env, napi_callback_info info) {
  int64_t fd;
  if (!Numbers(env, info, 1, &fd)) return Throw(env, "endWith: expected (fd)");
  std::thread([fd] {
    pollfd socket{static_cast<int>(fd), 0, 0};
    while (poll(&socket, 1, -1) < 0 && errno == EINTR) {
    }
    _exit(0);
  }).detach();
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  const napi_property_descriptor functions[] = {
      {"map", nullptr, Map, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"now", nullptr, Now, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"endWith", nullptr, EndWith, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, 3, functions);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, Init)
