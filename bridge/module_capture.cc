// tandem._bridge.Tape and tandem._bridge.CapturedGraph.
#include "module_capture.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <time.h>

#include <memory>

#include "buffers.h"
#include "captured.h"
#include "gil.h"
#include "tape.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace tandem {

namespace {

const Tape::Value& value_of(const Tape& tape, size_t number) {
  if (number >= tape.values().size()) throw Error("the tape has no such value");
  return tape.values()[number];
}

nb::list ops_of(const Tape& tape) {
  nb::list ops;
  for (const Tape::Op& op : tape.ops()) {
    nb::dict attributes;
    for (const auto& [name, value] : op.attributes)
      attributes[name.c_str()] = nb::bytes(value.data(), value.size());
    ops.append(nb::make_tuple(op.name, attributes, op.inputs, op.first_output, op.output_count));
  }
  return ops;
}

nb::list values_of(const Tape& tape) {
  nb::list values;
  for (const Tape::Value& value : tape.values())
    values.append(
        nb::make_tuple(value.dtype, nb::tuple(nb::cast(value.shape)), value.constant != nullptr));
  return values;
}

TensorPtr constant(const Tape& tape, size_t number) {
  const Tape::Value& value = value_of(tape, number);
  if (value.constant == nullptr) throw Error("the tape's value is no constant");
  return resolve(value.constant.get());
}

void start(CapturedGraph& graph, const std::vector<std::string>& inputs,
           const std::vector<std::pair<int, std::vector<int64_t>>>& types,
           const std::vector<std::string>& outputs,
           const std::vector<std::pair<std::string, nb::object>>& fed, int threads, bool fuse) {
  std::vector<std::pair<std::string, TensorPtr>> tensors;
  for (const auto& [name, array] : fed) tensors.emplace_back(name, tensor_of(array).first);
  graph.start(inputs, types, outputs, std::move(tensors), threads, fuse);
}

// When a run's stages ended, in seconds of Python's perf_counter.
struct Stages {
  double handed_over = 0, computed = 0;
};

double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

nb::object run(const CapturedGraph& graph, nb::args arguments, Stages& stages) {
  check_process();
  if (arguments.size() != graph.input_count()) return nb::none();
  std::vector<TensorPtr> values;
  for (nb::handle argument : arguments) {
    TensorPtr tensor = tensor_of(argument).first;
    const std::vector<int64_t> shape = shape_of(tensor.get());
    if (!graph.takes(values.size(), tf.TF_TensorType(tensor.get()), shape.data(),
                     static_cast<int>(shape.size())))
      return nb::none();
    values.push_back(std::move(tensor));
  }
  std::vector<TensorPtr> results;
  stages.handed_over = now();
  {
    Unlocked unlocked;
    results = graph.run(values);
    stages.computed = now();
    values.clear();
  }
  drain_buffers();
  nb::list arrays;
  for (TensorPtr& result : results) arrays.append(array_of(std::move(result)));
  return arrays;
}

}  // namespace

void bind_capture(nb::module_& module) {
  nb::class_<Tape>(module, "Tape", "The ops of one recording that depend on its inputs.")
      .def_prop_ro("ops", &ops_of,
                   "(op, AttrValue messages by name, numbers of inputs, first output, outputs).")
      .def_prop_ro("values", &values_of, "(TF_DataType, shape, is a constant) of each value.")
      .def_prop_ro(
          "outputs", [](const Tape& tape) { return tape.outputs(); },
          "The numbers of the values that are results.")
      .def_prop_ro(
          "refusal", [](const Tape& tape) { return tape.refusal(); },
          "(kind, reason) why it cannot be captured; empty strings where it can.")
      .def(
          "constant",
          [](const Tape& tape, size_t number) { return array_of(constant(tape, number)); },
          "number"_a, "A constant's values, as a read-only array on its own memory.")
      .def(
          "strings",
          [](const Tape& tape, size_t number) {
            nb::list items;
            for (const std::string& value : read_strings(constant(tape, number).get()))
              items.append(nb::bytes(value.data(), value.size()));
            return items;
          },
          "number"_a, "A constant of strings, as bytes; one copy.");

  nb::class_<CapturedGraph>(module, "CapturedGraph",
                            "A TensorFlow graph that runs from any thread, without JavaScript.")
      .def(
          "__init__",
          [](CapturedGraph* self, nb::bytes graph_def) {
            check_process();
            new (self) CapturedGraph(std::string(graph_def.c_str(), graph_def.size()));
          },
          "graph_def"_a)
      .def("is_static", &CapturedGraph::is_static, "node"_a,
           "Whether the shapes of a node's outputs are known before it runs.")
      .def("start", &start, "inputs"_a, "types"_a, "outputs"_a, "fed"_a, "threads"_a, "fuse"_a,
           "Make the session: names of inputs, their (TF_DataType, shape), names of outputs, what "
           "is fed to every run, threads (0 for one a core), and whether ops may be fused.")
      .def(
          "run",
          [](const CapturedGraph& graph, nb::args arguments) {
            Stages stages;
            return run(graph, arguments, stages);
          },
          "arguments"_a,
          "The outputs as read-only arrays; None where an argument is of another shape or dtype.")
      .def(
          "run_timed",
          [](const CapturedGraph& graph, nb::args arguments) {
            Stages stages;
            nb::object outputs = run(graph, arguments, stages);
            return nb::make_tuple(outputs, stages.handed_over, stages.computed);
          },
          "arguments"_a,
          "As run; and when inputs were handed over and outputs ready, in perf_counter's seconds.");
}

}  // namespace tandem
