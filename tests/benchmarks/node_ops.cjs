// Micro-benchmarks in real Node, asked for by node_ops.py: one op, timed in a loop.

const { tf, serve } = require(process.env.TANDEM_NODE_BUNDLE);

const operands = [tf.scalar(1.5), tf.scalar(2.25)];
const OPERATIONS = {
  add: () => tf.add(...operands),
};

serve(({ name, count }) => {
  const operation = OPERATIONS[name];
  const began = process.hrtime.bigint();
  for (let i = 0; i < count; i++) {
    operation().dispose();
  }
  const nanoseconds = Number(process.hrtime.bigint() - began);
  const result = operation();
  const value = result.dataSync()[0];
  result.dispose();
  return { microseconds: nanoseconds / 1e3 / count, value, tensors: tf.memory().numTensors };
});
