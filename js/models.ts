// Converted models, opened in tfjs by the files that Python has checked.
import type {io} from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-node';
import * as fs from './host/fs';
import {expect, give} from './runs';

/** An opened model: tensors in the model's order in, tensors in its order out. */
export interface Opened {
  run(inputs: tf.Tensor[]): tf.Tensor[];
  /** For graphs with control flow or shapes that depend on values. */
  runAsync(inputs: tf.Tensor[]): Promise<tf.Tensor[]>;
  /** Graph models only: the nodes to feed and to answer with from now on. */
  setNodes?(nodes: Nodes): void;
  /** Graph models only: the bridge's tensors of the weights that are expected. */
  giveWeights?(ids: number[]): void;
  /** Functions only: the names of the last results, where they have any. */
  names?(): string[];
  dispose(): void;
}

/** The graph's own names of inputs and outputs, in the model's order. */
export interface Nodes {
  inputs: string[];
  outputs: string[];
}

/** What of a graph model its own types keep private. */
interface Planned {
  executor: {compiledMap: Map<string, unknown>};
}

/** Paths, and what to feed and fetch. */
export interface ModelFiles extends Nodes {
  json: string;
  shards: string[];
  /** Weights that Python will give, in the manifest's order; null where the shards are to be read. */
  weights: {dtype: number; shape: number[]}[] | null;
}

function artifactsOf({json, shards, weights}: ModelFiles): io.ModelArtifacts {
  const parsed = JSON.parse(fs.readFileSync(json, 'utf8') as string) as io.ModelJSON;
  return {
    modelTopology: parsed.modelTopology,
    format: parsed.format,
    generatedBy: parsed.generatedBy,
    convertedBy: parsed.convertedBy,
    signature: parsed.signature,
    userDefinedMetadata: parsed.userDefinedMetadata,
    modelInitializer: parsed.modelInitializer,
    initializerSignature: parsed.initializerSignature,
    weightSpecs: parsed.weightsManifest.flatMap((group) => group.weights),
    weightData: (weights === null ? shards : []).map(
      (path) => (fs.readFileSync(path) as Uint8Array).buffer as ArrayBuffer,
    ),
  } as io.ModelArtifacts;
}

function asArray(result: tf.Tensor | tf.Tensor[] | tf.NamedTensorMap): tf.Tensor[] {
  if (result instanceof tf.Tensor) return [result];
  return Array.isArray(result) ? result : Object.values(result);
}

/** As tidy, which takes no promises: disposes of all that is made but the results. */
async function inScope(run: () => Promise<tf.Tensor[]>): Promise<tf.Tensor[]> {
  const engine = tf.engine();
  engine.startScope('run');
  let results: tf.Tensor[] = [];
  try {
    results = await run();
  } finally {
    engine.endScope(results);
  }
  return results;
}

/** Loads a graph model and its weights; where that fails nothing is left of them. */
function loadGraph(files: ModelFiles): [tf.GraphModel<io.IOHandlerSync>, tf.Tensor[]] {
  let weights: tf.Tensor[] = (files.weights ?? []).map(({dtype, shape}) => expect(dtype, shape));
  const decodeWeights: typeof io.decodeWeights = (data, specs) => {
    if (files.weights !== null)
      return Object.fromEntries(specs.map(({name}, i) => [name, weights[i] as tf.Tensor]));
    const decoded = tf.tidy(() => tf.io.decodeWeights(data, specs)) as tf.NamedTensorMap;
    weights = Object.values(decoded);
    return decoded;
  };
  try {
    const artifacts = artifactsOf(files);
    const model = new tf.GraphModel({load: () => artifacts}, {}, {...tf.io, decodeWeights});
    model.load();
    return [model, weights];
  } catch (error) {
    tf.dispose(weights);
    throw error;
  }
}

export function openGraph(files: ModelFiles): Opened {
  const [model, loaded] = loadGraph(files);
  let {inputs, outputs}: Nodes = files;
  // An output that is a weight is given as a copy of its handle: results are disposed after a run.
  const weights = new Set(loaded);
  const results = (answer: tf.Tensor | tf.Tensor[]): tf.Tensor[] =>
    asArray(answer).map((tensor) => (weights.has(tensor) ? tensor.clone() : tensor));
  const named = (tensors: tf.Tensor[]): tf.NamedTensorMap => {
    const map: tf.NamedTensorMap = {};
    for (let i = 0; i < inputs.length; i++) map[inputs[i] as string] = tensors[i] as tf.Tensor;
    return map;
  };
  return {
    run: (tensors) => results(model.execute(named(tensors), outputs)),
    // tfjs forgets what it made where a graph fails half-way.
    runAsync: (tensors) =>
      inScope(async () => results(await model.executeAsync(named(tensors), outputs))),
    setNodes: (nodes) => {
      // tfjs keeps a plan for every set of nodes it was ever asked for, as long as the network.
      (model as unknown as Planned).executor.compiledMap.clear();
      ({inputs, outputs} = nodes);
    },
    giveWeights: (ids) => {
      for (let i = 0; i < ids.length; i++) give(loaded[i] as tf.Tensor, ids[i] as number);
    },
    dispose: () => model.dispose(),
  };
}

/** A function over tensors: it gives a tensor, a list of them, or an object of them by name. */
export type TensorFunction = (...inputs: tf.Tensor[]) => unknown;

/** Any function as a model: what it makes besides its results is disposed of. */
export function openFunction(call: TensorFunction): Opened {
  let names: string[] = [];
  const tensorsOf = (result: unknown): tf.Tensor[] => {
    names = [];
    if (result instanceof tf.Tensor) return [result];
    const isObject = typeof result === 'object' && result !== null;
    if (result instanceof Promise) throw new Error('it is asynchronous: it gives a Promise');
    if (isObject && !Array.isArray(result)) names = Object.keys(result);
    const list: unknown[] = isObject ? Object.values(result) : [result];
    const wrong = list.findIndex((item) => !(item instanceof tf.Tensor));
    if (wrong >= 0) throw new Error(`it gives ${String(list[wrong])} and not a tensor`);
    if (list.length === 0) throw new Error('it gives nothing and not a tensor');
    return list as tf.Tensor[];
  };
  /** Its tensors are the bridge's: on another backend they would be none. */
  const onSameBackend = (results: tf.Tensor[], backend: string): tf.Tensor[] => {
    if (tf.getBackend() === backend) return results;
    const other = tf.getBackend();
    tf.dispose(results);
    void tf.setBackend(backend);
    throw new Error(`it changes tfjs's backend to '${other}'`);
  };
  return {
    run: (inputs) => {
      const backend = tf.getBackend();
      return onSameBackend(
        tf.tidy(() => tensorsOf(call(...inputs))),
        backend,
      );
    },
    runAsync: async (inputs) => {
      const backend = tf.getBackend();
      // Called a little later, so that whoever waits is there to take what it throws: PythonMonkey
      // prints a rejection that nobody waits for yet.
      const results = inScope(async () =>
        tensorsOf(await Promise.resolve().then(() => call(...inputs))),
      );
      return onSameBackend(await results, backend);
    },
    names: () => names,
    dispose: () => undefined,
  };
}

export async function openLayers(files: ModelFiles): Promise<Opened> {
  const artifacts = artifactsOf(files);
  const model = await tf.loadLayersModel({load: () => Promise.resolve(artifacts)});
  const run = (tensors: tf.Tensor[]): tf.Tensor[] =>
    tf.tidy(() =>
      asArray(model.predict(tensors.length === 1 ? (tensors[0] as tf.Tensor) : tensors)),
    );
  return {
    run,
    runAsync: (tensors) => Promise.resolve(run(tensors)),
    dispose: () => {
      // tfjs counts uses of layers that are shared or nested and forgets some of their weights.
      const variables = model.weights as unknown as {val: tf.Variable}[];
      model.dispose();
      for (const {val} of variables) val.dispose();
    },
  };
}
