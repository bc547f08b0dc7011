"""A user's own JavaScript called from Python, and what it may see."""

from __future__ import annotations

import gc

import numpy as np
import pytest

import tandem
import tandem.tfjs as tf
from tandem.errors import DisposedError, InputError, JSError, UsageError

POST = """\
const tf = require('@tensorflow/tfjs-node');
const {scale} = require('./lib/scale');
const fs = require('node:fs'), path = require('path');
const {labels} = require('./labels.json');

exports.decode = (x, factor = 2) => tf.tidy(() => scale(x, factor));
exports.later = async (x) => { await new Promise((go) => setTimeout(go, 2)); return x.shape; };
exports.bestOf = (scores) => labels[scores.indexOf(Math.max(...scores))];
exports.kind = (x) => x.constructor.name;
exports.add_one = (x) => x.map((value) => value + 1);
exports.LABELS = labels;
exports.read = (name) => fs.readFileSync(name, 'utf8');
exports.write = (name, text) => fs.writeFileSync(name, text);
exports.seen = (name) => [fs.existsSync(name), typeof python, typeof XMLHttpRequest];
exports.list = () => fs.readdirSync(__dirname).sort();
exports.promised = (name) => fs.promises.readFile(name).then(String);
exports.fetched = (url) => fetch(url).then((response) => response.text());
exports.saved = async (where) => {
  const model = tf.sequential({layers: [tf.layers.dense({units: 1, inputShape: [2]})]});
  try {
    await model.save(`file://${where}`);
    (await tf.loadLayersModel(`file://${where}/model.json`)).dispose();
  } finally {
    model.dispose();
  }
};
exports.say = () => console.log('said', 1, ['two'], {three: 3});
exports.fail = () => {
  throw new RangeError('out of range');
};
exports.call = (f) => f(tf.scalar(3)).then((x) => x + 1);
"""


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "app"
    (home / "lib").mkdir(parents=True)
    (home / "post.js").write_text(POST)
    (home / "lib" / "scale.js").write_text("exports.scale = (x, f) => x.mul(f);\n")
    (home / "labels.json").write_text('{"labels": ["cat", "dog"]}')
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "outside.js").write_text("exports.x = 1")
    return home


@pytest.fixture
def post(folder):
    return tandem.js_module(folder / "post.js")


def test_arrays_in_and_out(post):
    assert post.decode(np.arange(3.0)).tolist() == [0, 2, 4]
    assert post.decode(np.arange(3.0), 5).tolist() == [0, 5, 10]
    assert post.later(np.ones((2, 3))) == [2, 3]
    assert post.best_of([0.1, 0.7]) == post.bestOf([0.1, 0.7]) == "dog"
    assert post.LABELS == ["cat", "dog"]


@pytest.mark.parametrize(
    ("arrays", "dtype", "kind"),
    [
        ("tensor", "float64", "Tensor"),
        ("typed", "float64", "Float32Array"),
        ("typed", "uint8", "Uint8Array"),
        ("nested", "float32", "Array"),
    ],
)
def test_what_arrays_become(folder, arrays, dtype, kind):
    module = tandem.js_module(folder / "post.js", arrays=arrays)
    assert module.kind(np.ones(3, dtype)) == kind
    if arrays == "typed":
        found = module.add_one(np.arange(3, dtype=dtype))
        assert isinstance(found, np.ndarray)
        assert found.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("dtype", "kind"),
    [
        ("int64", "Int32Array"),
        ("uint64", "Int32Array"),
        ("int32", "Int32Array"),
        ("bool", "Uint8Array"),
        ("float16", "Float32Array"),
        ("float32", "Float32Array"),
        (">f8", "Float32Array"),
        (">i2", "Int16Array"),
    ],
)
def test_typed_arrays_are_what_data_sync_gives(folder, dtype, kind):
    module = tandem.js_module(folder / "post.js", arrays="typed")
    array = np.array([[1, 0], [0, 1]], dtype)
    assert module.kind(array) == kind
    assert module.add_one(array.T[::-1]).tolist() == [1, 2, 2, 1]


def test_what_no_typed_array_holds(folder):
    module = tandem.js_module(folder / "post.js", arrays="typed")
    with pytest.raises(InputError, match="do not fit tfjs's int32"):
        module.kind(np.array([2**40]))
    with pytest.raises(InputError, match="no typed arrays of complex"):
        module.kind(np.array([1j]))
    assert module.kind(np.array(["a"])) == "Array"


def test_functions_of_python(post):
    async def twice(tensor):
        with tensor:
            return float(tensor) * 2

    assert post.call(twice) == 7


def test_names(post):
    assert {"decode", "best_of", "bestOf", "LABELS"} <= set(dir(post))
    assert "decode" in repr(post)
    with pytest.raises(AttributeError, match="did you mean 'decode'"):
        post.decod()


def test_errors_name_the_line(post):
    with pytest.raises(JSError, match=r"^RangeError: out of range") as caught:
        post.fail()
    assert "post.js:29" in caught.value.stack


def test_console(post, capsys):
    post.say()
    assert capsys.readouterr().out == "said 1 [ 'two' ] { three: 3 }\n"


def test_files_of_its_folder(post, folder):
    assert post.read("labels.json") == post.promised("labels.json")
    assert post.read("labels.json") == post.fetched(f"file://{folder}/labels.json")
    post.write("lib/made.txt", "made")
    assert (folder / "lib" / "made.txt").read_text() == "made"
    assert post.list() == ["labels.json", "lib", "post.js"]


@pytest.mark.parametrize(
    "path", ["../secret.txt", "{base}/secret.txt", "link", "lib/../../secret.txt"]
)
def test_no_other_files(post, folder, path):
    (folder / "link").symlink_to(folder.parent / "secret.txt")
    name = path.format(base=folder.parent)
    for call in (
        lambda: post.read(name),
        lambda: post.write(name, "overwritten"),
        lambda: post.promised(name),
        lambda: post.fetched(f"file://{name}"),
    ):
        with pytest.raises(JSError, match="EACCES: outside the folder"):
            call()
    assert post.seen(name) == [False, "undefined", "undefined"]
    assert (folder.parent / "secret.txt").read_text() == "secret"


def test_models_of_its_folder_and_no_others(post, folder):
    post.saved(f"{folder}/model")
    assert (folder / "model" / "weights.bin").stat().st_size == 12
    for where in (f"{folder.parent}/stolen", f"{folder}/../stolen"):
        with pytest.raises(JSError, match="outside the folder"):
            post.saved(where)
    assert not (folder.parent / "stolen").exists()
    # Python itself is as free as before.
    with tf.load(folder / "model") as model:
        model.save(folder.parent / "mine")


def test_a_link_to_a_folder_leads_nowhere(post, folder):
    (folder / "up").symlink_to(folder.parent)
    with pytest.raises(JSError, match="outside the folder"):
        post.write("up/new.txt", "x")
    assert not (folder.parent / "new.txt").exists()


@pytest.mark.parametrize(
    ("source", "error", "says"),
    [
        ("import x from 'y'", UsageError, "esbuild --bundle --format=cjs"),
        ("export const x = 1", UsageError, "CommonJS"),
        ("\n\nlet x = ;", JSError, r"SyntaxError.*main.js:3"),
        ("require('./nothing')", JSError, "Cannot find module './nothing'"),
        ("require('../outside')", JSError, "Cannot find module '../outside'"),
        ("require('left-pad')", JSError, "Cannot find module 'left-pad'"),
        ("require('constructor')", JSError, "Cannot find module 'constructor'"),
        ("require('node:__proto__')", JSError, "Cannot find module 'node:__proto__'"),
        ("exports.x = 1; process.exit(3)", JSError, r"called process.exit\(3\), which would end"),
        ("null.x", JSError, "TypeError"),
    ],
)
def test_what_does_not_run(folder, source, error, says):
    (folder / "main.js").write_text(source)
    with pytest.raises(error, match=says):
        tandem.js_module(folder / "main.js")


def test_exit_ends_the_call_and_not_python(folder):
    (folder / "main.js").write_text(
        "const wait = (ms) => new Promise((go) => setTimeout(go, ms));\n"
        "exports.now = (code) => process.exit(code);\n"
        "exports.then = async () => { await null; process.exit(0); };\n"
        "exports.late = () => { setTimeout(() => process.exit(4), 1); return wait(60_000); };\n"
        "exports.behind = () => { setTimeout(() => process.exit(5), 1); };\n"
        "exports.wait = () => wait(20);\n"
        "exports.one = () => 1;\n"
    )
    module = tandem.js_module(folder / "main.js")
    for call, code in ((lambda: module.now("2"), 2), (module.then, 0), (module.late, 4)):
        with pytest.raises(JSError, match=rf"process\.exit\({code}\).*throw an error instead"):
            call()
        assert module.one() == 1
    # One that a timer brings later ends what is waited for then.
    module.behind()
    with pytest.raises(JSError, match=r"process\.exit\(5\)"):
        module.wait()
    assert module.wait() is None


@pytest.mark.parametrize("when", ["called", "timer"])
def test_no_way_around_through_tensorflow(folder, when):
    (folder / "main.js").write_text(
        "const tf = require('@tensorflow/tfjs-node');\n"
        "const op = (name, ...texts) => tf.tidy(() => tf.backend().executeMultipleOutputs("
        "name, [], texts.map((text) => tf.scalar(text, 'string')), 1));\n"
        "const ways = {\n"
        "  ReadFile: (path) => op('ReadFile', path),\n"
        "  WriteFile: (path) => op('WriteFile', path, 'x'),\n"
        "  TextLineDataset: (path) => op('TextLineDataset', path, '', '0'),\n"
        "  summary: (path) => tf.tidy(() => { const writer = tf.node.summaryFileWriter(path);"
        " writer.scalar('a', 1, 1); writer.flush(); }),\n"
        "  saved: (path) => tf.backend().binding.loadSavedModel(path, 'serve'),\n"
        "};\n"
        "exports.called = (name, path) => { ways[name](path); };\n"
        "exports.timer = (name, path) => new Promise((go, fail) => setTimeout(() => {"
        " try { go(ways[name](path)); } catch (error) { fail(error); } }, 1));\n"
    )
    call = getattr(tandem.js_module(folder / "main.js"), when)
    secret = str(folder.parent / "secret.txt")
    for name in ("ReadFile", "WriteFile", "TextLineDataset"):
        with pytest.raises(JSError, match=f"the op '{name}' uses files"):
            call(name, secret)
    for name in ("summary", "saved"):
        with pytest.raises(JSError, match="EACCES: outside the folder"):
            call(name, f"{folder.parent}/elsewhere")
    assert not (folder.parent / "elsewhere").exists()
    assert (folder.parent / "secret.txt").read_text() == "secret"
    call("summary", f"{folder}/logs")
    assert list((folder / "logs").iterdir())
    # Python is as free as before.
    with tf.tidy():
        tf.node.summary_file_writer(f"{folder.parent}/mine").scalar("a", 1, 1)
    assert (folder.parent / "mine").exists()


def test_a_timer_outlives_its_call(folder):
    (folder / "main.js").write_text(
        "let count = 0;\n"
        "exports.start = () => { const timer = setInterval(() => {"
        " count += 1; if (count === 3) clearInterval(timer); }, 1); };\n"
        "exports.count = () => count;\n"
        "exports.wait = () => new Promise((go) => setTimeout(go, 20));\n"
    )
    module = tandem.js_module(folder / "main.js")
    module.start()
    assert module.count() == 0
    module.wait()
    assert module.count() == 3


def test_what_is_required(folder):
    package = folder / "node_modules" / "pad"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"main": "src/pad"}')
    (package / "src").mkdir()
    (package / "src" / "pad.js").write_text("module.exports = (x) => `-${x}`;")
    (folder / "lib" / "index.js").write_text("exports.main = require('./b').b + 1;")
    (folder / "lib" / "b.js").write_text("exports.b = 1; exports.a = require('.').main;")
    (folder / "main.js").write_text(
        "module.exports = (x) => [require('pad')(x), require('./lib').main,"
        " require('./lib') === require('./lib/index.js')];"
    )
    assert tandem.js_module(folder / "main.js")(3) == ["-3", 2, True]


def test_a_file_that_changed_is_read_again(folder):
    (folder / "main.js").write_text("exports.x = 1")
    assert tandem.js_module(folder / "main.js").x == 1
    (folder / "main.js").write_text("exports.x = 2")
    assert tandem.js_module(folder / "main.js").x == 2
    with pytest.raises(UsageError, match="no such file"):
        tandem.js_module(folder / "none.js")


def test_its_leaks_are_found(folder):
    (folder / "main.js").write_text(
        "const tf = require('@tensorflow/tfjs');\n"
        "let kept;\n"
        "exports.leak = (x) => { kept = x.mul(2); };\n"
        "exports.tidy = () => kept.dispose();\n"
    )
    module = tandem.js_module(folder / "main.js")
    with pytest.raises(tandem.errors.LeakError, match="1 tensors"), tandem.leak_check():
        module.leak(np.ones(2))
    module.tidy()


def test_a_modules_own_tensors_and_its_arguments_stay(tmp_path):
    (tmp_path / "post.js").write_text(
        "const tf = require('@tensorflow/tfjs-node');"
        "exports.anchors = tf.tensor1d([1, 2]);"
        "exports.shift = (x) => x.add(exports.anchors);"
        "exports.twice = (x) => { const y = x.neg(); return [y, y]; };"
        "exports.same = (x) => x;"
        "exports.drop = () => exports.anchors.dispose();"
    )
    post = tandem.js_module(tmp_path / "post.js")
    ones = np.ones(2, np.float32)
    for _ in range(2):
        np.testing.assert_array_equal(post.anchors, [1, 2])
        np.testing.assert_array_equal(post.shift(ones), [2, 3])
        np.testing.assert_array_equal(post.twice(ones), [[-1, -1], [-1, -1]])
    with tf.tensor([3.0, 4.0]) as mine:
        np.testing.assert_array_equal(post.same(mine), [3, 4])
        np.testing.assert_array_equal(mine, [3, 4])
    post.drop()


def test_an_exception_thrown_again_is_itself_again(folder):
    (folder / "main.js").write_text(
        "let kept;\n"
        "exports.again = (f) => { try { f(); } catch (error) { kept = error; } throw kept; };\n"
        "exports.still = () => { throw kept; };\n"
        "exports.swallow = (f, n) => { for (let i = 0; i < n; i++) try { f(); } catch {} };\n"
    )
    module = tandem.js_module(folder / "main.js")
    error = MineError("mine")

    def fail():
        raise error

    def fail_anew():
        raise MineError("another")

    for call in (lambda: module.again(fail), module.still, module.still):
        with pytest.raises(MineError) as caught:
            call()
        assert caught.value is error
    # However many are swallowed, that one stays, and they do not.
    for _ in range(5):
        module.swallow(fail_anew, 150)
    assert sum(isinstance(one, MineError) for one in gc.get_objects()) < 500
    with pytest.raises(MineError) as caught:
        module.still()
    assert caught.value is error


class MineError(Exception):
    """An error of the user's own."""


KEEPS = """\
const tf = require('@tensorflow/tfjs-node');
const anchors = tf.tensor([1, 2]);
let kept = null, lost = null, variable = null;
exports.kept = () => (kept ??= tf.keep(tf.tensor([1, 2])));
exports.keptLater = async () => { await null; return exports.kept(); };
exports.tidied = () => tf.tidy(() => exports.kept());
exports.lost = () => (lost ??= tf.tensor([1, 2]));
exports.variable = () => (variable ??= tf.tidy(() => tf.variable(tf.tensor([1, 2]))));
exports.anchors = () => [anchors];
exports.anchorsLater = async () => { await null; return {anchors}; };
exports.fresh = async () => { await null; return [anchors.mul(2), anchors]; };
exports.close = () => tf.dispose([anchors, kept, lost, variable].filter((x) => x !== null));
"""


@pytest.fixture
def keeps(tmp_path):
    (tmp_path / "keeps.js").write_text(KEEPS)
    before = tf.memory()["numTensors"]
    module = tandem.js_module(tmp_path / "keeps.js")
    yield module
    module.close()
    assert tf.memory()["numTensors"] == before


@pytest.mark.parametrize("name", ["kept", "kept_later", "tidied", "variable"])
def test_what_a_module_keeps_stays(keeps, name):
    call = getattr(keeps, name)
    assert call().tolist() == [1, 2]
    before = tf.memory()["numTensors"]
    for _ in range(3):
        assert call().tolist() == [1, 2]
    assert tf.memory()["numTensors"] == before


def test_what_a_module_had_before_the_call_stays(keeps):
    before = tf.memory()["numTensors"]
    for _ in range(2):
        assert keeps.anchors()[0].tolist() == [1, 2]
        assert keeps.anchors_later()["anchors"].tolist() == [1, 2]
        assert [array.tolist() for array in keeps.fresh()] == [[2, 4], [1, 2]]
    assert tf.memory()["numTensors"] == before


def test_what_a_module_has_without_keeping_it_is_told(keeps):
    assert keeps.lost().tolist() == [1, 2]
    with pytest.raises(DisposedError, match=r"Mark what the module goes on to use with tf.keep"):
        keeps.lost()
