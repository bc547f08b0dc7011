"""The figures of the converter, measured: ``python tests/figures/converter.py [PART ...]``.

applications  a network of each family in keras.applications, in tfjs-node and tfjs-wasm
cases         small models, one for each Keras layer, activation and op, in all three backends
cost          wall time and peak memory of converting MobileNetV2 and ResNet50
official      the same of the official converter, and how fast both converters' graphs are
oracle        the official converter's graphs of all families, beside Keras: where they fail

``official`` and ``oracle`` want the interpreter of an environment that has it, in
``TANDEM_OFFICIAL_PYTHON``. As of tensorflowjs 4.22 one that starts is made by

    python -m venv official && official/bin/pip install tensorflowjs==4.22.0
    official/bin/pip install --no-deps protobuf==6.31.1
"""

# ruff: noqa: T201

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

import calibrated
import converter_cases
import models
import numpy as np

import tandem
import tandem.errors
from tandem.converter.check import distance
from tandem.tensorflow_package import import_keras

BAR = 2e-5
NETWORKS = ("MobileNetV2", "ResNet50")
SIDE = 224
ROUNDS = 40


def applications():
    """Print each network's errors, and how far Keras's own answer moves by itself."""
    passed = 0
    for name, side in calibrated.FAMILIES.items():
        network = calibrated.network(name, side)
        pictures = calibrated.pictures(4, side, seed=7)
        wanted = np.asarray(network(pictures))
        model = tandem.load(network)
        errors = {
            runtime: distance(answer(runtime, model, pictures), wanted)
            for runtime in ("tfjs-node", "tfjs-wasm")
        }
        varies = float(np.ptp(wanted, axis=0).max())
        passed += varies > 0.05 and max(errors.values()) <= BAR
        print(
            f"  {name}: "
            + ", ".join(f"{runtime} {error:.1e}" for runtime, error in errors.items())
            + f"; probabilities vary by {varies:.2f}; one part in a million on the input moves "
            f"Keras's own by {calibrated.sensitivity(network, pictures):.1e}",
            flush=True,
        )
    print(f"applications: {passed}/{len(calibrated.FAMILIES)} within {BAR}")


def answer(runtime, model, pictures):
    """A model's only output in a runtime."""
    with tandem.open(runtime, model) as session:
        (value,) = session.run({model.inputs[0].name: pictures}).values()
    return np.array(value)


def cases():
    """Print those small models that do not agree, and how many do."""
    agree = 0
    for name in converter_cases.CASES:
        keras_model = models.randomise(converter_cases.build(name))
        model = tandem.load(keras_model)
        random = np.random.default_rng(1)
        inputs = {
            spec.name: random.normal(0, 1.5, [2, *(n or 5 for n in spec.shape[1:])]).astype("f4")
            for spec in model.inputs
        }
        wanted = models.expected(keras_model, model, inputs)
        worst = 0.0
        for runtime in ("tfjs-node", "tfjs-wasm", "tfjs-cpu"):
            with tandem.open(runtime, model) as session:
                got = session.run(inputs)
            worst = max(worst, *(distance(np.asarray(got[n]), wanted[n]) for n in wanted))
        agree += worst <= BAR
        if worst > BAR:
            print(f"  {name}: {worst:.1e}")
    print(f"cases: {agree}/{len(converter_cases.CASES)} agree")


def export(folder):
    """Write the networks as SavedModels and .keras files, and a trivial one; their weights' MB."""
    keras = import_keras()
    sizes = {}
    for name in NETWORKS:
        network = calibrated.network(name, SIDE, classes=1000)
        network.export(folder / name, verbose=False)
        network.save(folder / f"{name}.keras")
        sizes[name] = sum(weight.numpy().nbytes for weight in network.weights) / 1e6
    keras.utils.clear_session()
    trivial = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4)])
    trivial.export(folder / "trivial", verbose=False)
    trivial.save(folder / "trivial.keras")
    return sizes


# A process counts what it was before its exec, so a small one stands between.
MEASURED = """
import resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - started
if done.returncode:
    sys.exit(done.stderr.decode()[-2000:])
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)
"""


def run(command):
    """Run a process: seconds, and its peak memory in MB."""
    parts = [sys.executable, "-S", "-c", MEASURED, *map(str, command)]
    done = subprocess.run(parts, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-300:])
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def ours(source, out, *options):
    """The command that converts with Tandem, nothing else unless ``options`` say so."""
    return [sys.executable, "-m", "tandem", "convert", source, out, *(options or ["--no-check"])]


IMPORTED = "from tandem.tensorflow_package import import_keras; import_keras()"


def cost():
    """Print the seconds and the memory: above TensorFlow imported, and above one Dense layer's.

    The first is all that a conversion adds to an interpreter with TensorFlow and Keras in it. The
    second leaves out what TensorFlow, and for the check the JavaScript engine, set up once for a
    model of any size.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sizes = export(folder)
        _, imported = run([sys.executable, "-c", IMPORTED])
        print(f"cost: TensorFlow and Keras imported: {imported:.0f} MB", flush=True)
        for options, label in ((("--no-check",), ""), (("--max-error", "1"), ", checked")):
            for suffix in ("", ".keras"):
                _, least = run(ours(folder / f"trivial{suffix}", folder / "out-trivial", *options))
                for name in NETWORKS:
                    out = folder / f"out-{name}"
                    seconds, peak = run(ours(folder / f"{name}{suffix}", out, *options))
                    above = (
                        f"{peak - base:.0f} MB ({(peak - base) / sizes[name]:.1f} x its weights) "
                        f"above {what}"
                        for base, what in ((imported, "TensorFlow imported"), (least, "one Dense"))
                    )
                    print(
                        f"cost: {name}{suffix or ' (SavedModel)'}{label}: {seconds:.1f} s, "
                        f"{peak:.0f} MB at its peak, {', '.join(above)}",
                        flush=True,
                    )


def theirs(source, out):
    """The command that converts with the official converter."""
    interpreter = os.environ.get("TANDEM_OFFICIAL_PYTHON")
    if not interpreter:
        raise SystemExit("name the official converter's interpreter in TANDEM_OFFICIAL_PYTHON")
    program = "from tensorflowjs.converters.converter import pip_main; pip_main()"
    formats = ["--input_format=tf_saved_model", "--output_format=tfjs_graph_model"]
    return [interpreter, "-c", program, *formats, source, out]


def oracle():
    """Print how the official converter's graphs answer, and why where they do not."""
    right = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, side in calibrated.FAMILIES.items():
            network = calibrated.network(name, side)
            pictures = calibrated.pictures(2, side, seed=7)
            wanted = np.asarray(network(pictures))
            network.export(folder / name, verbose=False)
            said = []
            try:
                run(theirs(folder / name, folder / f"{name}-web"))
                model = tandem.load(folder / f"{name}-web")
                for runtime in ("tfjs-node", "tfjs-wasm"):
                    try:
                        error = distance(answer(runtime, model, pictures), wanted)
                        said.append(f"{runtime} {error:.1e}")
                        right += error <= BAR
                    except tandem.errors.TandemError as error:
                        said.append(f"{runtime} fails: {str(error)[:140]}")
            except (RuntimeError, tandem.errors.TandemError) as error:
                said.append("not converted: " + " ".join(str(error).split())[-120:])
            print(f"  {name}: {'; '.join(said)}", flush=True)
    print(f"oracle: {right}/{2 * len(calibrated.FAMILIES)} of the official graphs' runs are right")


def official():
    """Convert with both, and time both graphs in turn."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        export(folder)
        for name in NETWORKS:
            made = {"Tandem": folder / f"{name}-ours", "official": folder / f"{name}-theirs"}
            for who, command in (("Tandem", ours), ("official", theirs)):
                _, least = run(command(folder / "trivial", folder / f"trivial-{who}"))
                seconds, peak = run(command(folder / name, made[who]))
                print(
                    f"official: {name} by {who}: {seconds:.1f} s, {peak:.0f} MB, "
                    f"{peak - least:.0f} above a trivial model's",
                    flush=True,
                )
            _compare(name, folder, made)


def _compare(name, folder, made):
    keras_model = import_keras().models.load_model(folder / f"{name}.keras", compile=False)
    picture = calibrated.pictures(1, SIDE, seed=3)
    wanted = np.asarray(keras_model(picture))
    loaded = {who: tandem.load(path) for who, path in made.items()}
    for runtime in ("tfjs-node", "tfjs-wasm"):
        times = {who: [] for who in loaded}
        sessions = {}
        for who, model in loaded.items():
            session = tandem.open(runtime, model)
            feeds = {model.inputs[0].name: picture}
            (value,) = session.run(feeds).values()
            print(f"  {name}, {runtime}, {who}: error {distance(np.array(value), wanted):.1e}")
            sessions[who] = (session, feeds)
        for turn in range(ROUNDS + 5):
            for who, (session, feeds) in sessions.items():
                timing = session.run(feeds).timing
                if turn >= 5:
                    times[who].append(timing.compute)
        for session, _ in sessions.values():
            session.close()
        middle = {who: statistics.median(values) for who, values in times.items()}
        best = {who: min(values) for who, values in times.items()}
        print(
            f"official: {name}, {runtime}: ours {middle['Tandem']:.1f} ms, theirs "
            f"{middle['official']:.1f} ms, ratio {middle['Tandem'] / middle['official']:.2f} "
            f"(of the fastest runs {best['Tandem'] / best['official']:.2f})",
            flush=True,
        )


PARTS = {f.__name__: f for f in (applications, cases, cost, official, oracle)}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
