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

/** Whether it is an array of a few tensors, without gaps and other properties. */
function isShortList(result: unknown): result is tf.Tensor[] {
  if (!Array.isArray(result) || result.length > FEW) return false;
  let keys = 0;
  for (const _ in result) keys++;
  if (keys !== result.length) return false;
  for (let i = 0; i < result.length; i++) if (!(result[i] instanceof tf.Tensor)) return false;
  return true;
}

/** Whether one of them is a tensor or stands for it, by what tfjs knows tensors by. */
function has(list: tf.Tensor[], {id}: tf.Tensor): boolean {
  for (let i = 0; i < list.length; i++) if ((list[i] as tf.Tensor).id === id) return true;
  return false;
}

/** Hands a scope's result to the scope around it, which is the active one by now. */
function handOut(tensor: tf.Tensor, scope: number): void {
  if (!tensor.kept && (tensor as unknown as {scopeId: number}).scopeId === scope)
    (engine as unknown as Inner).track(tensor);
}

/** Ends a scope. tfjs makes two sets and three arrays for it, also where one tensor is returned. */
engine.endScope = function (result): void {
  const isOne = result === undefined || result === null || result instanceof tf.Tensor;
  if (!isOne && !isShortList(result)) {
    endScope.call(this, result);
    return;
  }
  const {scopeStack, activeScope} = this.state;
  for (const tensor of activeScope.track) {
    if (!tensor.kept && (isOne ? tensor.id !== result?.id : !has(result, tensor))) tensor.dispose();
  }
  scopeStack.pop();
  const outer = scopeStack.length === 0 ? null : scopeStack[scopeStack.length - 1];
  this.state.activeScope = outer as typeof activeScope;
  if (!isOne) for (const tensor of result) handOut(tensor, activeScope.id);
  else if (result) handOut(result, activeScope.id);
};
