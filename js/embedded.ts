// The bundle's entry in the embedded engine: tfjs-node as it is, and what Python calls.
//
// Evaluates to the object that python/tandem/engine drives. Numbers and tensors go through the
// channel's words, where they cost nothing (bridge/channel.h).

// These before tfjs-node, which looks for both as it starts.
import './host/globals';
import './host/watched';
import './host/require';
import './kernels';
import './end_scope';
import './executor';
import * as tf from '@tensorflow/tfjs-node';
import {describeBackends, startWasm, useBackend} from './backends';
import {finish, guard, guardAsync, takeError} from './guard';
import {inside} from './host/queue';
import {binding} from './host/require';
import {unwatch, watch} from './leaks';
import {endLease, lend} from './leases';
import {library, namedFunction} from './library';
import {
  type ModelFiles,
  type Nodes,
  type Opened,
  openFunction,
  openGraph,
  openLayers,
  type TensorFunction,
} from './models';
import {checkVariables, startRecording, stopRecording} from './recording';
import {giveResults, inputsAgain, readResult, release, takeInputs} from './runs';

const models = new Map<number, Opened>();
let nextModel = 1;

/** Word out: the model's number. */
function keep(model: Opened): void {
  models.set(nextModel, model);
  binding.words()[0] = nextModel;
  nextModel += 1;
}

function opened(number: number): Opened {
  const model = models.get(number);
  if (model === undefined) throw new Error('the model is closed');
  return model;
}

export default {
  tf,
  versions: JSON.stringify(tf.version),
  takeError,

  describeBackends,
  finish,
  startWasm: guardAsync(async (folder: string) => {
    await startWasm(folder);
    return undefined;
  }),
  useBackend: guard(useBackend),

  openGraphModel: guard((files: string) => {
    keep(openGraph(JSON.parse(files) as ModelFiles));
  }),
  openLayersModel: guardAsync(async (files: string) => {
    const model = await openLayers(JSON.parse(files) as ModelFiles);
    return () => keep(model);
  }),
  openFunction: guard((call: TensorFunction) => keep(openFunction(call))),
  openNamedFunction: guard((encoded: string) =>
    keep(openFunction(namedFunction(encoded) as TensorFunction)),
  ),
  /** The names of a function's last results, as JSON; empty where they have none. */
  resultNames: (number: number) => JSON.stringify(models.get(number)?.names?.() ?? []),
  /** Word in: the model's number. */
  closeModel: guard(() => {
    const number = binding.words()[0] as number;
    models.get(number)?.dispose();
    models.delete(number);
    binding.flush();
  }),

  /** Word in: the model's number. */
  setNodes: guard((nodes: string) => {
    const model = opened(binding.words()[0] as number);
    if (model.setNodes === undefined) throw new Error('only a graph model has nodes');
    model.setNodes(JSON.parse(nodes) as Nodes);
  }),

  /** Word in: the model's number. */
  giveWeights: guard((ids: string) =>
    opened(binding.words()[0] as number).giveWeights?.(JSON.parse(ids) as number[]),
  ),

  run: guard(() => {
    const model = binding.words()[0] as number;
    const inputs = takeInputs();
    giveResults(inside(() => opened(model).run(inputs)));
  }),
  runAsync: guardAsync(async () => {
    const model = binding.words()[0] as number;
    const inputs = inputsAgain();
    const results = await opened(model).runAsync(inputs);
    return () => giveResults(results);
  }),
  readResult: guard(readResult),
  release: guard(release),

  lend,
  endLease,

  startRecording: guard(startRecording),
  stopRecording: guard(stopRecording),
  checkVariables: guard(checkVariables),

  ...library,

  watchTensors: guard(watch),
  unwatchTensors: unwatch,

  /** Words out: tensors tfjs knows, data ids, tensors in the bridge. */
  counts: guard(() => {
    const bridge = binding.getNumOfTensors();
    const {numTensors, numDataBuffers} = tf.memory();
    binding.words().set([numTensors, numDataBuffers, bridge]);
  }),
};
