// The end of a scope, which tfjs has around every op: the same, without the sets and arrays that
// tfjs makes for it and SpiderMonkey is slow at: 5 % of a small op. Imported before any tensor is
// made.
import * as tf from '@tensorflow/tfjs-node';

/** What tfjs's engine keeps private. */
interface Inner {
  track(tensor: tf.Tensor): void;
}

const engine = tf.engine();
const {endScope} = engine;

/** Results that are looked through one by one. */
const FEW = 8;

/** Ends a scope. tfjs makes two sets and three arrays for it, also where one tensor is returned. */
engine.endScope = function (result): void {
  const results = resultsOf(result);
  if (results === null) {
    endScope.call(this, result);
    return;
  }
  const {scopeStack, activeScope} = this.state;
  for (const tensor of activeScope.track) {
    if (!tensor.kept && !results.includes(tensor)) tensor.dispose();
  }
  scopeStack.pop();
  const outer = scopeStack.length === 0 ? null : scopeStack[scopeStack.length - 1];
  this.state.activeScope = outer as typeof activeScope;
  for (const tensor of results) {
    if (!tensor.kept && (tensor as unknown as {scopeId: number}).scopeId === activeScope.id)
      (this as unknown as Inner).track(tensor);
  }
};

const NONE: tf.Tensor[] = [];

/** The tensors that a scope returns; null where tfjs is to look for them. */
function resultsOf(result: unknown): tf.Tensor[] | null {
  if (result === undefined || result === null) return NONE;
  if (result instanceof tf.Tensor) return [result];
  const isShort = Array.isArray(result) && result.length <= FEW;
  return isShort && result.every((one) => one instanceof tf.Tensor) ? result : null;
}
