// What tfjs does around every op, where SpiderMonkey is slow at how it is written: the same done
// otherwise. Imported before any tensor is made.
//
// A step of training has 250 ops, each with a scope or two, three lookups of its tensors and as
// many again when they are disposed of; together this takes a tenth off what an op costs.
import * as tf from '@tensorflow/tfjs-node';

/** What of tfjs's engine and backend their own types keep private. */
interface Inner {
  state: {tensorInfo: Map<object, unknown>};
  track(tensor: tf.Tensor): void;
}

interface Stores {
  tensorMap: {data: Map<object, unknown>};
}

const engine = tf.engine();
const {endScope} = engine;

/** Ends a scope. tfjs makes two sets and three arrays for it, also where one tensor is returned. */
engine.endScope = function (result): void {
  if (result !== undefined && result !== null && !(result instanceof tf.Tensor)) {
    endScope.call(this, result);
    return;
  }
  const {scopeStack, activeScope} = this.state;
  for (const tensor of activeScope.track) {
    if (!tensor.kept && tensor !== result) tensor.dispose();
  }
  scopeStack.pop();
  const outer = scopeStack.length === 0 ? null : scopeStack[scopeStack.length - 1];
  this.state.activeScope = outer as typeof activeScope;
  if (result && !result.kept && (result as unknown as {scopeId: number}).scopeId === activeScope.id)
    (this as unknown as Inner).track(result);
};

// Weak maps, of which nothing is ever left to the collector: what is in them stays in TensorFlow's
// memory until it is disposed of, and is taken out then.
(engine as unknown as Inner).state.tensorInfo = new Map();
(tf.findBackend('tensorflow') as unknown as Stores).tensorMap.data = new Map();
