// What Python asks before a training, and trainings that fail: tfjs forgets the batch it was at.
import * as tf from '@tensorflow/tfjs-node';
import {observe, unobserve} from '../leaks';
import {isHeld} from './values';

const METHODS = new Set(['fit', 'fitDataset', 'trainOnBatch']);

export function isTraining(place: object, name: string): boolean {
  return place instanceof tf.LayersModel && METHODS.has(name);
}

/** What of a model its own types keep private. */
interface Trained {
  lossFunctions?: unknown[];
  testFunction?: (data: tf.Tensor[]) => tf.Scalar[];
  collectedTrainableWeights?: {name: string; val: tf.Variable}[];
  trainableWeights: {name: string; val: tf.Variable}[];
  optimizer_?: tf.Optimizer & {constructor: {className?: string}};
  isTraining: boolean;
}

const tested = tf.LayersModel.prototype as unknown as {makeTestFunction(this: Trained): void};
const {makeTestFunction} = tested;

/**
 * Gives validation and evaluation one total of the losses: tfjs gives one after each output's, so
 * that with several outputs all numbers stand under others' names.
 */
tested.makeTestFunction = function () {
  makeTestFunction.call(this);
  const {testFunction: test, lossFunctions} = this;
  const partial = (lossFunctions?.length ?? 1) - 1;
  if (test === undefined || partial < 1) return;
  this.testFunction = (data) => tf.tidy(() => test.call(this, data).slice(partial));
};

/** Where a model keeps how it was compiled: a sequential one has another inside. */
function trainedPart(model: tf.LayersModel): Trained {
  const {model: inner} = model as unknown as {model?: tf.LayersModel};
  return (inner ?? model) as unknown as Trained;
}

/** The weights that an optimizer keeps state for, in their order. */
const trainedWith = new WeakMap<tf.Optimizer, number[]>();

/** A model's layers, or the one that a wrapper applies. */
function childrenOf(layer: tf.layers.Layer): tf.layers.Layer[] {
  const {layers, layer: wrapped} = layer as {layers?: tf.layers.Layer[]; layer?: tf.layers.Layer};
  return layers ?? (wrapped === undefined ? [] : [wrapped]);
}

/** A layer and all that are in it. */
function layersIn(layer: tf.layers.Layer): tf.layers.Layer[] {
  return [layer, ...childrenOf(layer).flatMap(layersIn)];
}

/** All layers that are frozen, by themselves or with one that they are in. */
function frozenIn(layer: tf.layers.Layer): tf.layers.Layer[] {
  return layer.trainable ? childrenOf(layer).flatMap(frozenIn) : layersIn(layer);
}

/** Normalisations that were taken out of training for good. */
const inference = new WeakSet<tf.layers.Layer>();

/** What would go otherwise than meant: python/tandem/tfjs/traps.py has the words. */
export function examine(model: tf.LayersModel): object {
  const {collectedTrainableWeights, optimizer_} = trainedPart(model);
  const {trainableWeights} = model as unknown as Trained;
  const layers = layersIn(model);
  const names = layers.map((layer) => layer.getClassName());
  const frozen = frozenIn(model).filter(
    (layer) => layer.getClassName() === 'BatchNormalization' && !inference.has(layer),
  );
  const stale: string[] = [];
  let reused = false;
  if (collectedTrainableWeights !== undefined) {
    const then = new Set(collectedTrainableWeights);
    const now = new Set(trainableWeights);
    // Of one that is frozen as a whole tfjs says so itself.
    if (now.size > 0) {
      for (const weight of [...then, ...now]) {
        if (then.has(weight) !== now.has(weight)) stale.push(weight.name);
      }
    }
    const before = optimizer_ === undefined ? undefined : trainedWith.get(optimizer_);
    if (before !== undefined && optimizer_?.constructor.className !== 'SGD') {
      const ids = collectedTrainableWeights.map(({val}) => val.id);
      reused = ids.length !== before.length || ids.some((id, index) => id !== before[index]);
    }
  }
  return {
    stale,
    reused,
    frozen: [...new Set(frozen.map(({name}) => name))],
    normalises: names.some((name) => NORMALISING.has(name)),
  };
}

const NORMALISING = new Set([
  'BatchNormalization',
  'LayerNormalization',
  'Normalization',
  'Rescaling',
  'Embedding',
  'CategoryEncoding',
]);

/**
 * Freezes a layer, or all of a model; normalisations then use their moving averages, as in Keras,
 * where `asInference` says so: tfjs goes on with the batch's own and moves the averages.
 */
export function freeze(layer: tf.layers.Layer, isFrozen: boolean, asInference: boolean): void {
  for (const one of layersIn(layer)) {
    one.trainable = !isFrozen;
    if (one.getClassName() !== 'BatchNormalization') continue;
    if (isFrozen && asInference) {
      const {call} = Object.getPrototypeOf(one) as tf.layers.Layer;
      one.call = (inputs, kwargs) => call.call(one, inputs, {...kwargs, training: false});
      inference.add(one);
    } else {
      Reflect.deleteProperty(one, 'call');
      inference.delete(one);
    }
  }
}

/** Has Adam put its epsilon where Keras has it, which keeps moments that are not corrected. */
export function matchKeras(optimizer: tf.AdamOptimizer, epsilon: number): tf.AdamOptimizer {
  const own = optimizer as unknown as {beta2: number; epsilon: number};
  const {applyGradients} = optimizer;
  let step = 0;
  optimizer.applyGradients = (gradients) => {
    step += 1;
    own.epsilon = epsilon / Math.sqrt(1 - own.beta2 ** step);
    applyGradients.call(optimizer, gradients);
  };
  return optimizer;
}

/** Trainings under way, and what ends each after the batch it is at. */
const running = new WeakMap<Trained, () => void>();

/** Ends a model's training, if there is one, after the batch it is at. */
export function stopTraining(model: tf.LayersModel): void {
  running.get(trainedPart(model))?.();
}

type Iterated = IteratorResult<tf.TensorContainer>;
type DataIterator = {next(): Promise<Iterated>};

/** Runs a training, and notes what its optimizer keeps state for. */
export function train(
  model: tf.LayersModel,
  method: string,
  values: unknown[],
  start: (values: unknown[]) => PromiseLike<unknown>,
): Promise<unknown> {
  const trained = trainedPart(model);
  const {optimizer_, collectedTrainableWeights} = trained;
  if (optimizer_ !== undefined) {
    trainedWith.set(optimizer_, collectedTrainableWeights?.map(({val}) => val.id) ?? []);
  }
  if (method === 'trainOnBatch' || trained.isTraining) return tidied(() => start(values), false);

  let hasStopped = false;
  /** Ends the wait for a dataset's next batch. */
  let endWait: (() => void) | undefined;
  running.set(trained, () => {
    hasStopped = true;
    // For good: tfjs sets it to false where the training begins.
    Object.defineProperty(trained, 'stopTraining_', {
      configurable: true,
      get: () => true,
      set: () => undefined,
    });
    endWait?.();
  });
  const {look, ...options} = (values[1] ?? {}) as {look?: (batch: unknown) => unknown};
  let hasLooked = look === undefined;
  // Data may be long in coming, or never come.
  const stoppable = (iterator: DataIterator): DataIterator => ({
    next: () =>
      new Promise((resolve, reject) => {
        endWait = () => resolve({value: null, done: true});
        iterator.next().then((batch) => {
          if (hasStopped) {
            tf.dispose(batch.value);
          } else if (!hasLooked && !batch.done) {
            hasLooked = true;
            try {
              look?.(batch.value);
            } catch (error) {
              // The error's traceback may hold it in Python.
              tf.dispose(batch.value);
              reject(error);
              return;
            }
          }
          resolve(batch);
        }, reject);
      }),
  });
  const given = [...values];
  if (method === 'fitDataset') {
    const dataset = values[0] as {iterator(): Promise<DataIterator>};
    given[1] = options;
    given[0] = Object.create(dataset, {
      iterator: {value: async () => stoppable(await dataset.iterator())},
    });
  }
  return tidied(() => start(given), false).finally(() => {
    running.delete(trained);
    if (hasStopped) {
      Object.defineProperty(trained, 'stopTraining_', {
        configurable: true,
        enumerable: true,
        value: true,
        writable: true,
      });
    }
  });
}

/**
 * Runs something asynchronous; where it fails, or always, what it made and Python does not hold is
 * disposed of.
 */
export async function tidied(start: () => PromiseLike<unknown>, always: boolean): Promise<unknown> {
  const alive = new Map<number, tf.Tensor>();
  const observer = {
    made: (tensor: object) => {
      if (!(tensor instanceof tf.Variable))
        alive.set((tensor as tf.Tensor).id, tensor as tf.Tensor);
    },
    disposed: ({id}: {id: number}) => {
      alive.delete(id);
    },
  };
  observe(observer);
  let failed = true;
  try {
    const result = await start();
    failed = false;
    return result;
  } finally {
    unobserve(observer);
    if (failed || always) {
      for (const tensor of [...alive.values()]) if (!isHeld(tensor)) tensor.dispose();
    }
  }
}
