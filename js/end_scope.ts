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
