"""The figures of the comparison, measured: ``python tests/figures/parity.py [PART ...]``.

faults   planted faults: found, attributed to the right cause, and to the right node
clean    clean pairs of model and runtime flagged wrongly
aa       the same runtime twice: how often a difference in speed is claimed
overhead time of ``compare`` over the inference it contains
memory   peak memory of ``compare`` as examples grow
nodes    peak memory of ``bisect`` on a network of a thousand nodes
"""

# ruff: noqa: T201

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

import numpy as np
import planted
from deployed_models import edit_graph, edit_weights
from models import BUILDERS, build, inputs_for

import tandem
from tandem import runtimes
from tandem.comparison import Tolerance
from tandem.images import Preprocessing

RUNTIMES = [name for name in runtimes.NAMES[1:] if runtimes.get(name).check().ready]
NETWORKS = ("plain_cnn", "batch_norm", "residual", "prelu", "nested", "one_dimension")


def set_attribute(node, key, value):
    def change(topology):
        (found,) = (n for n in topology["node"] if n["name"] == node)
        found["attr"][key] = value

    return change


def fused(node, activation):
    """Replace a fused node's activation: base64 of its name."""

    def change(topology):
        (found,) = (n for n in topology["node"] if n["name"] == node)
        found["attr"]["fused_ops"]["list"]["s"][1] = activation

    return change


GRAPH_FAULTS = {
    ("batch_norm", "leaky_re_lu/LeakyRelu"): set_attribute(
        "leaky_re_lu/LeakyRelu", "leakyrelu_alpha", {"f": 0.3}
    ),
    ("batch_norm", "re_lu/Relu6"): fused("re_lu/Relu6", "UmVsdQ=="),  # Relu
    ("batch_norm", "elu/Elu"): fused("elu/Elu", "UmVsdQ=="),
    ("batch_norm", "re_lu_1/Relu"): fused("re_lu_1/Relu", "RWx1"),  # Elu
    ("plain_cnn", "conv2d/Relu"): fused("conv2d/Relu", "RWx1"),
    ("plain_cnn", "conv2d_1/Relu"): fused("conv2d_1/Relu", "U2lnbW9pZA=="),  # Sigmoid
    ("nested", "inner/act/Relu"): fused("inner/act/Relu", "RWx1"),
    ("nested", "head/conv/Relu"): fused("head/conv/Relu", "RWx1"),
}


def faults():
    """Plant every fault; print how many are found and attributed."""
    rows = [*_recorded_faults(), *_weight_faults(), *_edited_faults()]
    found = sum(row[1] for row in rows)
    causes = [row[2] for row in rows if row[2] is not None]
    nodes = [row[3] for row in rows if row[3] is not None]
    for name, *marks in rows:
        if not all(mark in {True, None} for mark in marks):
            print("  missed:", name, marks)
    print(
        f"faults: {found}/{len(rows)} found, {sum(causes)}/{len(causes)} attributed to the right "
        f"cause, {sum(nodes)}/{len(nodes)} to the right node"
    )


def _recorded_faults():
    with tempfile.TemporaryDirectory() as folder:
        photos = planted.draw_photos(Path(folder))
        classifier, generator = planted.build_classifier(), planted.build_generator()
        pictures = planted.rgb(photos)
        good = [planted.right(p) for p in pictures]
        jobs = [
            (name, mistake, classifier, planted.answers(classifier, [f(p) for p in pictures]))
            for name, (mistake, f) in planted.INPUT_FAULTS.items()
        ]
        jobs += [
            (name, mistake, classifier, f(planted.answers(classifier, good)))
            for name, (mistake, f) in planted.OUTPUT_FAULTS.items()
        ]
        jobs += [
            (name, mistake, generator, f(planted.answers(generator, good)))
            for name, (mistake, f) in planted.PICTURE_FAULTS.items()
        ]
        tagger = planted.build_tagger()
        jobs += [
            (name, mistake, tagger, f(planted.answers(tagger, good)))
            for name, (mistake, f) in planted.TAGS_FAULTS.items()
        ]
        jobs += [
            (f"{model.name} in training", "training mode", model, planted.trained(model, good))
            for model in (classifier, generator)
        ]
        for name, mistake, model, outputs in jobs:
            report = tandem.compare(
                model,
                photos,
                runtimes=("tensorflow",),
                preprocessing=Preprocessing.preset("-1-1"),
                recorded={"output": outputs.astype(np.float32)},
                explain=True,
            )
            verdicts = report.verdicts.get("recorded", ())
            yield name, not report, bool(verdicts) and verdicts[0].mistake == mistake, None


def _weight_faults():
    for network in NETWORKS:
        model = tandem.load(build(network))
        inputs = inputs_for(model, 3)
        with tempfile.TemporaryDirectory() as folder:
            web = Path(folder) / "web"
            tandem.convert(model, web)
            topology = json.loads((web / "model.json").read_text())["modelTopology"]["node"]
            names = []
            edit_weights(web, lambda name, value, names=names: names.append(name) or value)
            for target in names[:: max(1, len(names) // 6)]:
                users = [n["name"] for n in topology if target in n.get("input", [])]
                edit_weights(web, lambda n, v, t=target: v * np.float32(1.05) if n == t else v)
                yield _deployed(f"{network}: {target}", model, inputs, web, "stale weights", users)
                edit_weights(web, lambda n, v, t=target: v / np.float32(1.05) if n == t else v)
    for name, (mistake, change) in planted.DEPLOYED_FAULTS.items():
        model = tandem.load(build("plain_cnn"))
        with tempfile.TemporaryDirectory() as folder:
            tandem.convert(model, Path(folder) / "web")
            edit_weights(Path(folder) / "web", change)
            first = ["conv2d/Relu"]
            yield _deployed(name, model, inputs_for(model, 3), Path(folder) / "web", mistake, first)

    for network in ("batch_norm", "residual", "shared_kernel", "prelu"):
        model = tandem.load(build(network))
        with tempfile.TemporaryDirectory() as folder:
            web = Path(folder) / "web"
            tandem.convert(model, web)
            topology = json.loads((web / "model.json").read_text())["modelTopology"]["node"]
            swapped = planted.swap_layers(web)
            users = [n["name"] for n in topology if set(swapped) & set(n.get("input", []))]
            name = f"{network}: {' and '.join(swapped)} swapped"
            yield _deployed(name, model, inputs_for(model, 3), web, "layer order", users)


def _edited_faults():
    for (network, node), change in GRAPH_FAULTS.items():
        model = tandem.load(build(network))
        with tempfile.TemporaryDirectory() as folder:
            tandem.convert(model, Path(folder) / "web")
            edit_graph(Path(folder) / "web", change)
            inputs = inputs_for(model, 3)
            name = f"{network}: {node} edited"
            yield _deployed(name, model, inputs, Path(folder) / "web", "graph edited", [node])


def _deployed(name, model, inputs, web, mistake, nodes):
    report = tandem.compare(
        model, inputs=inputs, deployed=web, explain=True, rounds=1, tolerance=Tolerance(1e-6, 1e-5)
    )
    verdicts = report.verdicts.get("tfjs-node", ())
    first = None
    if report.bisection is not None and report.bisection.first is not None:
        first = report.bisection.first.node
    right = any(verdict.mistake == mistake for verdict in verdicts)
    return name, not report, right, first in nodes


def clean():
    """Compare every network with itself in every runtime; none may be flagged."""
    flagged, pairs = [], 0
    for network in BUILDERS:
        model = tandem.load(build(network))
        report = tandem.compare(
            model, inputs=inputs_for(model, 4), runtimes=("tensorflow", *RUNTIMES), rounds=1
        )
        for runtime in RUNTIMES:
            pairs += 1
            if any(f.runtime == runtime for f in report.failures):
                flagged.append((network, runtime))
        flagged += [(network, f.message) for f in report.failures if f.runtime == "tensorflow"]
    print(f"clean pairs: {len(flagged)} of {pairs} flagged {flagged or ''}")


def aa():
    """Run tfjs-node against itself 50 times; count verdicts of different speed."""
    from tandem.benchmark import ratio_of_medians
    from tandem.benchmark.worker import _rounds

    model = tandem.load(build("plain_cnn"))
    inputs = inputs_for(model, 1)
    claimed = 0
    with tandem.open("tfjs-node", model) as one, tandem.open("tfjs-node", model) as two:
        for _ in range(50):
            logs = _rounds({"a": one, "b": two}, inputs, 0.15)
            ratio = ratio_of_medians(logs["b"].times(), logs["a"].times())
            claimed += ratio.conclusive
    print(f"A/A: {claimed} of 50 claim a difference in speed")


def overhead():
    """Compare 100 pictures of 224x224 and set its time against the inference in it."""
    import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    x = image = keras.Input((224, 224, 3), name="image")
    for filters in (16, 32, 64, 96):
        x = layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")(x)
        x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
    x = layers.Dense(10, activation="softmax", name="scores")(layers.GlobalAveragePooling2D()(x))
    model = tandem.load(keras.Model(image, x))
    examples = np.random.default_rng(0).random((100, 224, 224, 3), np.float32)
    tandem.compare(model, inputs=examples[:3], rounds=1)  # starts the engine, converts the model
    started = time.perf_counter()
    report = tandem.compare(model, inputs=examples, rounds=3)
    whole = (time.perf_counter() - started) * 1000
    opened = sum(r.open_ms for r in report.runtimes)
    inference = sum(float(r.timings.times().sum()) for r in report.runtimes)
    hops = report.hops[0].examples
    per_run = sum(float(np.median(r.timings.times())) for r in report.runtimes)
    # Warm-up runs and the hops' runs are inference too.
    inference += per_run * report.warmup + hops * per_run * 1.5
    print(
        f"overhead: compare {whole - opened:.0f} ms (opening {opened:.0f} ms apart) over "
        f"{inference:.0f} ms of inference: {(whole - opened) / inference:.3f}"
    )


def memory():
    """Print peak memory as the number of examples grows; to be run by itself."""
    model = tandem.load(build("plain_cnn"))
    for count in (100, 10_000):
        examples = np.zeros((count, 16, 16, 3), np.float32)
        examples += np.random.default_rng(0).random((count, 1, 1, 3), np.float32)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        tandem.compare(model, inputs=examples, rounds=1)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        grown = (after - before) / 1024
        print(f"compare on {count:,} examples: peak {after / 1024:.0f} MiB, {grown:+.0f}")


def nodes():
    """Print peak memory of a bisection of a network of a thousand nodes, by runtime."""
    import keras

    layers = keras.layers
    x = image = keras.Input((128, 128, 16), name="image")
    for _ in range(200):
        x = layers.Activation("relu")(layers.BatchNormalization()(x))
        x = layers.Rescaling(1.01, 0.001)(x)
    long = tandem.load(keras.Model(image, x))
    inputs = np.random.default_rng(0).random((2, 128, 128, 16), np.float32)
    for runtime in runtimes.showing_tensors():
        with tandem.open(runtime, long) as session:  # the engine and the conversion, apart
            session.run({"image": inputs[:1]})
        before = _settled()
        started = time.perf_counter()
        found = tandem.bisect(long, inputs=inputs, runtime=runtime)
        seconds = time.perf_counter() - started
        whole = len(found.nodes) * inputs[0].nbytes / 2**20
        print(
            f"bisect of {len(found.nodes)} nodes in {runtime}: {_peak() - before:+.0f} MiB in "
            f"{seconds:.0f} s; a tensor is 1 MiB, all together {whole:.0f} MiB"
        )


def _settled():
    """Give freed memory back, start the peak anew; return what is resident, in MiB."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _peak():
    return _status("VmHWM")


def _status(field):
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(field))
    return int(line.split()[1]) / 1024


PARTS = {
    "faults": faults,
    "clean": clean,
    "aa": aa,
    "overhead": overhead,
    "memory": memory,
    "nodes": nodes,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
