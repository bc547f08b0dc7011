// One epoch of the digits CNN, timed: run by test_train_step.py in real Node and embedded.

const tf = globalThis.tandemBenchmarked ?? require('@tensorflow/tfjs-node');

const EXAMPLES = 512;
const BATCH = 32;

let prepared;

async function prepare() {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({inputShape: [8, 8, 1], filters: 16, kernelSize: 3, activation: 'relu'}),
      tf.layers.conv2d({filters: 32, kernelSize: 3, activation: 'relu'}),
      tf.layers.flatten(),
      tf.layers.dropout({rate: 0.25}),
      tf.layers.dense({units: 64, activation: 'relu'}),
      tf.layers.dense({units: 10, activation: 'softmax'}),
    ],
  });
  model.compile({optimizer: 'rmsprop', loss: 'categoricalCrossentropy', metrics: ['accuracy']});
  const x = tf.randomUniform([EXAMPLES, 8, 8, 1], 0, 1, 'float32', 1);
  const y = tf.tidy(() => tf.oneHot(tf.randomUniform([EXAMPLES], 0, 10, 'int32', 2), 10));
  await model.fit(x, y, {epochs: 2, batchSize: BATCH, verbose: 0});
  return {model, x, y};
}

/** Milliseconds a step, and the loss. */
exports.epoch = async () => {
  prepared ??= await prepare();
  const {model, x, y} = prepared;
  const began = performance.now();
  const {history} = await model.fit(x, y, {epochs: 1, batchSize: BATCH, verbose: 0});
  const steps = EXAMPLES / BATCH;
  return {milliseconds: (performance.now() - began) / steps, loss: history.loss[0]};
};

exports.end = () => {
  prepared.model.dispose();
  tf.dispose([prepared.x, prepared.y]);
  prepared = undefined;
};
