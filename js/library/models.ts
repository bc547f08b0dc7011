// Models of layers as Python asks about them: what goes in and out, and how one is closed.
import * as tf from '@tensorflow/tfjs-node';
import {isHeld, objects} from './values';

type Described = [tf.Shape, string][];

/** Shapes, dtypes and names; nothing of a model that is not built. */
export function signatureOf(model: tf.LayersModel): object {
  const describe = (tensors: tf.SymbolicTensor[] | undefined): Described =>
    (tensors ?? []).map(({shape, dtype}) => [shape, dtype]);
  // A sequential model has another one inside, with the names.
  const named = (model as unknown as {model?: tf.LayersModel}).model ?? model;
  return {
    inputs: describe(model.inputs),
    outputs: describe(model.outputs),
    inputNames: named.inputNames ?? [],
    outputNames: named.outputNames ?? [],
  };
}

/** A model's weights by the names that files have them by. */
export function namedWeights(model: tf.LayersModel): [string, tf.Variable][] {
  if (model.inputs === undefined) return [];
  const weights = model.weights as unknown as {originalName: string; val: tf.Variable}[];
  return weights.map(({originalName, val}) => [originalName, val]);
}

/** A weight's variable, which its own type keeps private. */
function variablesOf(model: tf.LayersModel): tf.Variable[] {
  if (model.inputs === undefined) return [];
  return (model.weights as unknown as {val: tf.Variable}[]).map(({val}) => val);
}

/** What of a model its own types keep private; a sequential one has another inside. */
interface Compiled {
  optimizer_?: tf.Optimizer;
  isOptimizerOwned?: boolean;
}

/**
 * Disposes of a model's optimizer where nobody else can: tfjs made it of its name, or Python let go
 * of it and no other open model has it.
 */
export function forgetOptimizer(model: tf.LayersModel): void {
  const {optimizer_, isOptimizerOwned} = model as unknown as Compiled;
  if (optimizer_ === undefined || forgotten.has(optimizer_)) return;
  const isShared = objects().some(
    (other) =>
      other !== model &&
      other instanceof tf.LayersModel &&
      !closed.has(other) &&
      (other as unknown as Compiled).optimizer_ === optimizer_,
  );
  if (isOptimizerOwned !== true && (isShared || isHeld(optimizer_))) return;
  forgotten.add(optimizer_);
  closeOptimizer(optimizer_);
}

const forgotten = new WeakSet<tf.Optimizer>();

/** Disposes of an optimizer; that with momentum forgets the rate it keeps as a tensor. */
export function closeOptimizer(optimizer: tf.Optimizer): void {
  optimizer.dispose();
  for (const value of Object.values(optimizer)) {
    if (value instanceof tf.Tensor && !value.isDisposed) value.dispose();
  }
}

const closed = new WeakSet<tf.LayersModel>();

/** The weights of all open models that Python holds. */
function heldVariables(): Set<tf.Variable> {
  const held = new Set<tf.Variable>();
  for (const other of objects()) {
    if (other instanceof tf.LayersModel && !closed.has(other)) {
      for (const variable of variablesOf(other)) held.add(variable);
    }
  }
  return held;
}

/** Whether a model that Python let go of has weights that nothing will give back. */
export function isLost(model: tf.LayersModel): boolean {
  if (closed.has(model)) return false;
  const alive = variablesOf(model).filter(({isDisposed}) => !isDisposed);
  if (alive.length === 0) return false;
  const held = heldVariables();
  return !alive.some((variable) => held.has(variable));
}

/**
 * Gives back a model's weights, but for those that another open model has too.
 *
 * tfjs counts uses of layers that are shared or nested and forgets some of their weights.
 */
export function closeModel(model: tf.LayersModel): void {
  if (closed.has(model)) return;
  const variables = variablesOf(model);
  closed.add(model);
  const shared = heldVariables();
  if (variables.every((variable) => !shared.has(variable)) && model.inputs !== undefined) {
    model.dispose();
  }
  forgetOptimizer(model);
  for (const variable of variables) {
    if (!shared.has(variable) && !variable.isDisposed) variable.dispose();
  }
}
