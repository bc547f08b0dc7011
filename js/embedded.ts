// The bundle's entry in the embedded engine: tfjs-node as it is, and what Python calls.
//
// Evaluates to the object that python/tandem/engine drives. Nothing here throws across the boundary,
// where errors lose their type: a call answers true, or false with the error kept for `takeError`.
// Numbers and tensors go through the channel's words, where they cost nothing (bridge/channel.h).
// These two before tfjs-node, which looks for both as it starts.
import './host/globals';
import './host/require';
import type {io} from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-node';
import * as fs from './host/fs';
import {binding} from './host/require';

/** What of tfjs-node's backend its own types keep private. */
interface Backend {
  createOutputTensor(metadata: {id: number; shape: number[]; dtype: number}): tf.Tensor;
  getInputTensorIds(tensors: tf.Tensor[]): number[];
}

const backend = tf.findBackend('tensorflow') as unknown as Backend;

// ---- errors ----

let lastError: unknown = null;

function guard<A extends unknown[]>(call: (...rest: A) => void): (...rest: A) => boolean {
  return (...rest) => {
    try {
      call(...rest);
      return true;
    } catch (error) {
      lastError = error;
      return false;
    }
  };
}

function guardAsync<A extends unknown[]>(
  call: (...rest: A) => Promise<void>,
): (...rest: A) => Promise<boolean> {
  return (...rest) =>
    call(...rest).then(
      () => true,
      (error) => {
        lastError = error;
        return false;
      },
    );
}

/** What was thrown, as JSON; JavaScript may throw anything. */
function describe(thrown: unknown): string {
  if (thrown instanceof Error) {
    const {name, message, stack} = thrown;
    return JSON.stringify({name, message, stack: stack ?? ''});
  }
  let message: string;
  try {
    message = typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    message = String(thrown);
  }
  return JSON.stringify({name: '', message, stack: ''});
}

// ---- models ----

/** An opened model: tensors in the model's order in, tensors in its order out. */
interface Opened {
  run(inputs: tf.Tensor[]): tf.Tensor[];
  runAsync(inputs: tf.Tensor[]): Promise<tf.Tensor[]>;
  /** Graph models only: the nodes to feed and to answer with from now on. */
  setNodes?(nodes: Nodes): void;
  dispose(): void;
}

interface Nodes {
  inputs: string[];
  outputs: string[];
}

/** Paths that Python has checked, and the model's own names and order. */
interface ModelFiles extends Nodes {
  json: string;
  shards: string[];
}

const models = new Map<number, Opened>();
let nextModel = 1;

function keep(model: Opened): void {
  models.set(nextModel, model);
  binding.words()[0] = nextModel;
  nextModel += 1;
}

function artifactsOf({json, shards}: ModelFiles): io.ModelArtifacts {
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
    weightData: shards.map((path) => (fs.readFileSync(path) as Uint8Array).buffer as ArrayBuffer),
  } as io.ModelArtifacts;
}

function asArray(result: tf.Tensor | tf.Tensor[] | tf.NamedTensorMap): tf.Tensor[] {
  if (result instanceof tf.Tensor) return [result];
  return Array.isArray(result) ? result : Object.values(result);
}

function openGraph(files: ModelFiles): Opened {
  const artifacts = artifactsOf(files);
  const model = tf.loadGraphModelSync({load: () => artifacts});
  let {inputs, outputs}: Nodes = files;
  const named = (tensors: tf.Tensor[]): tf.NamedTensorMap => {
    const map: tf.NamedTensorMap = {};
    for (let i = 0; i < inputs.length; i++) map[inputs[i] as string] = tensors[i] as tf.Tensor;
    return map;
  };
  return {
    run: (tensors) => asArray(model.execute(named(tensors), outputs)),
    runAsync: async (tensors) => asArray(await model.executeAsync(named(tensors), outputs)),
    setNodes: (nodes) => {
      ({inputs, outputs} = nodes);
    },
    dispose: () => model.dispose(),
  };
}

async function openLayers(files: ModelFiles): Promise<Opened> {
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
      model.dispose();
    },
  };
}

// ---- runs ----

let inputs: tf.Tensor[] = [];
let results: tf.Tensor[] = [];

/** Words in: model, count, then for each input: id, dtype, rank, dims... */
function takeInputs(): Opened {
  const words = binding.words();
  const model = models.get(words[0] as number);
  const count = words[1] as number;
  const found: {id: number; dtype: number; shape: number[]}[] = [];
  let at = 2;
  for (let i = 0; i < count; i++) {
    const id = words[at] as number;
    const dtype = words[at + 1] as number;
    const end = at + 3 + (words[at + 2] as number);
    found.push({id, dtype, shape: Array.from(words.subarray(at + 3, end))});
    at = end;
  }
  inputs = found.map((metadata) => {
    binding.adopt(metadata.id);
    return backend.createOutputTensor(metadata);
  });
  if (model === undefined) throw new Error('the model is closed');
  return model;
}

/** Words out: count, ids... The tensors live until `release`. */
function giveResults(outputs: tf.Tensor[]): void {
  results = outputs;
  const ids = backend.getInputTensorIds(outputs);
  const words = binding.words();
  words[0] = ids.length;
  words.set(ids, 1);
}

// ---- memory that Python lends ----

const leases = new Map<number, ArrayBufferView>();
let nextLease = 1;

export default {
  tf,
  versions: JSON.stringify(tf.version),
  backendName: (): string => tf.getBackend(),

  takeError: (): string => {
    const text = describe(lastError);
    lastError = null;
    return text;
  },

  /** Words out: the model's number. */
  openGraphModel: guard((files: string) => {
    keep(openGraph(JSON.parse(files) as ModelFiles));
  }),
  openLayersModel: guardAsync(async (files: string) => {
    keep(await openLayers(JSON.parse(files) as ModelFiles));
  }),
  /** Words in: the model's number. */
  closeModel: guard(() => {
    const id = binding.words()[0] as number;
    models.get(id)?.dispose();
    models.delete(id);
    binding.flush();
  }),

  /** Words in: the model's number. */
  setNodes: guard((nodes: string) => {
    const model = models.get(binding.words()[0] as number);
    if (model?.setNodes === undefined) throw new Error('only an open graph model has nodes');
    model.setNodes(JSON.parse(nodes) as Nodes);
  }),

  run: guard(() => {
    giveResults(takeInputs().run(inputs));
  }),
  /** For graphs with control flow or shapes that depend on values. */
  runAsync: guardAsync(async () => {
    giveResults(await takeInputs().runAsync(inputs));
  }),
  /** Lets go of a run's inputs and results. */
  release: guard(() => {
    tf.dispose(inputs);
    tf.dispose(results);
    inputs = [];
    results = [];
    binding.flush();
  }),

  /** Lends Python's memory. Words out: the lease's number. */
  lease: (array: ArrayBufferView): void => {
    leases.set(nextLease, array);
    binding.words()[0] = nextLease;
    nextLease += 1;
  },
  /** Words in: the lease's number. Detaches the array, which gives its memory back at once. */
  endLease: (): void => {
    const number = binding.words()[0] as number;
    (leases.get(number)?.buffer as ArrayBuffer | undefined)?.transfer(0);
    leases.delete(number);
  },

  /** Words out: tensors tfjs knows, data ids, tensors in the bridge. */
  counts: guard(() => {
    const bridge = binding.getNumOfTensors();
    const {numTensors, numDataBuffers} = tf.memory();
    binding.words().set([numTensors, numDataBuffers, bridge]);
  }),
};
