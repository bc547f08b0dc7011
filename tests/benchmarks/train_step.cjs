// Real Node's half of test_train_step.py.

const { tf, serve } = require(process.env.TANDEM_NODE_BUNDLE);

globalThis.tandemBenchmarked = tf;
const { epoch } = require('./train_epoch.cjs');

serve(() => epoch());
