// The Python face of the bridge: tandem._bridge.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <pthread.h>
#include <time.h>

#include <memory>

#include "bridge.h"
#include "buffers.h"
#include "gil.h"
#include "module_capture.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace tandem {
namespace {

// More than any machine has cores; TensorFlow dies trying to start millions.
constexpr int kMostThreads = 1024;

std::pair<int32_t, bool> from_buffer(Bridge& bridge, nb::handle object) {
  check_process();
  auto [tensor, is_shared] = tensor_of(object);
  return {bridge.tensors.insert(make_handle(tensor)), is_shared};
}

int32_t from_strings(Bridge& bridge, const std::vector<int64_t>& shape, nb::sequence items) {
  check_process();
  std::vector<std::string> values;
  for (nb::handle item : items) {
    char* data = nullptr;
    Py_ssize_t size = 0;
    if (PyBytes_AsStringAndSize(item.ptr(), &data, &size) != 0) {
      PyErr_Clear();
      throw Error(std::string("a string tensor is made of bytes; got ") +
                  Py_TYPE(item.ptr())->tp_name);
    }
    values.emplace_back(data, static_cast<size_t>(size));
  }
  return bridge.tensors.insert(make_handle(make_strings(shape, values)));
}

const TensorTable::Entry& entry_of(Bridge& bridge, int32_t id) {
  const TensorTable::Entry* entry = bridge.tensors.find(id);
  if (entry == nullptr)
    throw addon_error("Get data called on a Tensor not referenced (tensor_id: %d)", id);
  return *entry;
}

// The values of a tensor on their way to Python; a recording may refuse.
TensorPtr read(Bridge& bridge, int32_t id) {
  check_process();
  const TensorTable::Entry& entry = entry_of(bridge, id);
  if (bridge.tape() != nullptr) bridge.tape()->check_read(id);
  return resolve(entry.handle.get());
}

nb::object to_array(Bridge& bridge, int32_t id) {
  drain_buffers();
  return array_of(read(bridge, id));
}

nb::list to_strings(Bridge& bridge, int32_t id) {
  TensorPtr tensor = read(bridge, id);
  if (tf.TF_TensorType(tensor.get()) != kString) throw Error("Tensor is not of type TF_STRING");
  nb::list items;
  for (const std::string& value : read_strings(tensor.get()))
    items.append(nb::bytes(value.data(), value.size()));
  return items;
}

nb::tuple describe(Bridge& bridge, int32_t id) {
  check_process();
  TensorPtr tensor = resolve(entry_of(bridge, id).handle.get());
  nb::list shape;
  for (int64_t dim : shape_of(tensor.get())) shape.append(dim);
  return nb::make_tuple(tf.TF_TensorType(tensor.get()), nb::tuple(shape));
}

void delete_tensor(Bridge& bridge, int32_t id) {
  check_process();
  if (!bridge.tensors.erase(id))
    throw addon_error("Delete called on a Tensor not referenced (tensor_id: %d)", id);
  drain_buffers();
}

// ---- JavaScript's calls ----

// What Python and JavaScript hold. The channel is there before TensorFlow's library is, so that
// JavaScript can start while that loads.
class Owner {
 public:
  Channel channel;
  const pthread_t thread = pthread_self();

  explicit Owner(int threads) : threads_(threads) {}

  // The second time it does nothing.
  void start() {
    if (bridge_ == nullptr) bridge_ = std::make_unique<Bridge>(threads_, channel);
  }
  Bridge& bridge() {
    if (bridge_ == nullptr) throw Error("TensorFlow has not been started");
    return *bridge_;
  }

 private:
  const int threads_;
  std::unique_ptr<Bridge> bridge_;
};

// JavaScript that runs op after op never comes back to Python's evaluation loop, where threads take
// turns: every few milliseconds, as long as Python's own switch interval, it lets another one run.
void take_turns() {
  static timespec last{};
  timespec now;
#ifdef CLOCK_MONOTONIC_COARSE
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
#else
  clock_gettime(CLOCK_MONOTONIC, &now);
#endif
  const int64_t elapsed =
      (now.tv_sec - last.tv_sec) * 1'000'000'000LL + (now.tv_nsec - last.tv_nsec);
  if (elapsed < 5'000'000) return;
  last = now;
  Unlocked unlocked;
}

// A plain C function: PythonMonkey calls these fastest (0.14 us), and a nanobind function it would
// take for an object. No argument and a small number as the result: nothing it could leak.
// `interruptible`: Ctrl-C is asked for before the call, so that nothing it would have made is lost
// when the KeyboardInterrupt goes up through JavaScript. Not where JavaScript clears up.
template <CallStatus (*call)(Bridge&), bool interruptible = false>
PyObject* entry(PyObject* self, PyObject*) {
  take_turns();
  if (interruptible && PyErr_CheckSignals() != 0) {
    // PythonMonkey dies on an exception that is still only its type.
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    PyErr_Restore(type, value, trace);
    return nullptr;
  }
  auto& owner = *nb::inst_ptr<Owner>(self);
  CallStatus status = kOk;
  try {
    check_process();
    if (!pthread_equal(owner.thread, pthread_self()))
      throw Error("the engine belongs to the thread that opened it");
    status = call(owner.bridge());
  } catch (const std::bad_alloc&) {
    owner.channel.report("out of memory");
    status = kFailed;
  } catch (const std::exception& error) {
    owner.channel.report(error.what());
    status = kFailed;
  }
  return PyLong_FromLong(status);
}

template <void (Bridge::*method)()>
CallStatus plain(Bridge& bridge) {
  (bridge.*method)();
  return kOk;
}

CallStatus execute(Bridge& bridge) { return bridge.execute<Unlocked>(); }
CallStatus load_saved_model(Bridge& bridge) { return bridge.load_saved_model<Unlocked>(); }
CallStatus run_saved_model(Bridge& bridge) { return bridge.run_saved_model<Unlocked>(); }
CallStatus results(Bridge& bridge) { return bridge.results(); }
CallStatus flush(Bridge& bridge) {
  bridge.flush();
  drain_buffers();
  return kOk;
}

PyMethodDef calls[] = {
    {"appendTensor", entry<plain<&Bridge::append>>, METH_NOARGS, nullptr},
    {"clearSpecs", entry<plain<&Bridge::clear_specs>>, METH_NOARGS, nullptr},
    {"counts", entry<plain<&Bridge::counts>>, METH_NOARGS, nullptr},
    {"createTensor", entry<plain<&Bridge::create>>, METH_NOARGS, nullptr},
    {"defineSpec", entry<plain<&Bridge::define>>, METH_NOARGS, nullptr},
    {"deleteSavedModel", entry<plain<&Bridge::delete_saved_model>>, METH_NOARGS, nullptr},
    {"execute", entry<execute, true>, METH_NOARGS, nullptr},
    {"flush", entry<flush>, METH_NOARGS, nullptr},
    {"grow", entry<plain<&Bridge::grow>>, METH_NOARGS, nullptr},
    {"loadSavedModel", entry<load_saved_model>, METH_NOARGS, nullptr},
    {"readMore", entry<plain<&Bridge::read_more>>, METH_NOARGS, nullptr},
    {"readTensor", entry<plain<&Bridge::read>, true>, METH_NOARGS, nullptr},
    {"refuse", entry<plain<&Bridge::refuse>>, METH_NOARGS, nullptr},
    {"results", entry<results>, METH_NOARGS, nullptr},
    {"runSavedModel", entry<run_saved_model, true>, METH_NOARGS, nullptr},
};

nb::dict calls_of(nb::handle self) {
  nb::dict functions;
  for (PyMethodDef& definition : calls)
    functions[definition.ml_name] = nb::steal(PyCFunction_New(&definition, self.ptr()));
  return functions;
}

template <typename T>
nb::object view_of(std::shared_ptr<std::vector<T>> block) {
  auto* keep = new std::shared_ptr<std::vector<T>>(std::move(block));
  nb::capsule owner(
      keep, [](void* raw) noexcept { delete static_cast<std::shared_ptr<std::vector<T>>*>(raw); });
  const size_t size = (*keep)->size();
  nb::ndarray<nb::numpy> array((*keep)->data(), 1, &size, owner, nullptr,
                               nb::dtype<std::conditional_t<sizeof(T) == 1, uint8_t, int32_t>>());
  return nb::cast(array, nb::rv_policy::reference);
}

}  // namespace
}  // namespace tandem

NB_MODULE(_bridge, module) {
  using namespace tandem;
  module.doc() = "The native side of tfjs-node's binding, over libtensorflow's C API.";

  nb::exception<Error>(module, "Error",
                       nb::module_::import_("tandem.errors").attr("BridgeError").ptr());

  // The engine's owner lives until the interpreter ends, as JavaScript holds on to it.
  nb::set_leak_warnings(false);

  module.def("load", &load_libtensorflow, "folder"_a, nb::call_guard<nb::gil_scoped_release>(),
             "Load TensorFlow's libraries from the tensorflow package's folder, once a process.");
  module.def(
      "version",
      [] {
        if (tf.TF_Version == nullptr) throw Error("load TensorFlow's libraries first");
        return std::string(tf.TF_Version());
      },
      "The loaded TensorFlow's version.");

  bind_capture(module);

  module.def("settle", &settle, "Wait, as the interpreter ends, for the threads that compute.");
  nb::module_::import_("atexit").attr("register")(module.attr("settle"));

  nb::class_<Owner>(module, "Bridge", "One eager context and the tensors in it.")
      .def(
          "__init__",
          [](Owner* self, int threads) {
            if (threads < 0 || threads > kMostThreads)
              throw Error("threads must be 0 (one a core) to 1024");
            new (self) Owner(threads);
          },
          "threads"_a = 0, "The channel alone, until it is started.")
      .def(
          "start",
          [](Owner& o) {
            if (tf.TF_Version == nullptr) throw Error("load TensorFlow's libraries first");
            o.start();
          },
          "Make the context, once TensorFlow's libraries are loaded; once.")
      .def_prop_ro(
          "words", [](Owner& o) { return view_of(o.channel.shared_words()); },
          "The channel's int32 words; a new array after each growth.")
      .def_prop_ro(
          "bytes", [](Owner& o) { return view_of(o.channel.shared_bytes()); },
          "The channel's bytes; a new array after each growth.")
      .def(
          "calls", [](Owner& o) { return calls_of(nb::find(o)); },
          "The functions JavaScript calls, by name; none takes an argument.")
      .def(
          "from_buffer", [](Owner& o, nb::handle b) { return from_buffer(o.bridge(), b); },
          "buffer"_a,
          "A tensor over a C-contiguous buffer: (id, shared). No copy where it has more than 1 KB "
          "and is 64-byte aligned, else one; it is held until the tensor's memory is let go.")
      .def(
          "from_strings",
          [](Owner& o, const std::vector<int64_t>& shape, nb::sequence items) {
            return from_strings(o.bridge(), shape, items);
          },
          "shape"_a, "items"_a, "A string tensor of a sequence of bytes; one copy.")
      .def(
          "to_array", [](Owner& o, int32_t id) { return to_array(o.bridge(), id); }, "id"_a,
          "A read-only array on the tensor's own memory, kept alive by the array. No copy.")
      .def(
          "to_strings", [](Owner& o, int32_t id) { return to_strings(o.bridge(), id); }, "id"_a,
          "A string tensor's items as bytes, in row-major order; one copy.")
      .def(
          "describe", [](Owner& o, int32_t id) { return describe(o.bridge(), id); }, "id"_a,
          "(TF_DataType, shape) of a tensor.")
      .def(
          "delete", [](Owner& o, int32_t id) { delete_tensor(o.bridge(), id); }, "id"_a,
          "Delete a tensor.")
      .def(
          "begin_recording",
          [](Owner& o, const std::vector<int32_t>& inputs, std::shared_ptr<const Tape> reference,
             int64_t stop_at) {
            check_process();
            o.bridge().begin_recording(
                std::make_shared<Tape>(inputs, o.bridge().tensors, std::move(reference), stop_at));
          },
          "inputs"_a, "reference"_a.none() = nullptr, "stop_at"_a = -1,
          "Note every op that depends on these tensors, held against an earlier recording where "
          "one is given; refuse the op number `stop_at` for its shape.")
      .def(
          "finish_recording",
          [](Owner& o, const std::vector<int32_t>& outputs) {
            if (o.bridge().tape() == nullptr) throw Error("nothing is being recorded");
            o.bridge().tape()->finish(outputs, o.bridge().tensors);
          },
          "outputs"_a, "Say which tensors are the recording's results.")
      .def(
          "end_recording", [](Owner& o) { return o.bridge().end_recording(); },
          "The tape as far as it came, or None.")
      .def_prop_ro(
          "is_recording", [](Owner& o) { return o.bridge().tape() != nullptr; },
          "Whether ops are being noted.")
      .def(
          "drain", [](Owner&) { drain_buffers(); },
          "Let go of the Python buffers whose tensors are gone.")
      .def_prop_ro(
          "num_tensors", [](Owner& o) { return o.bridge().tensors.size(); },
          "Tensors in the table.");
}
