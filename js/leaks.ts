// Where the tensors that are still alive were made, for python/tandem/leaks.py.
import * as tf from '@tensorflow/tfjs-node';

interface Tracked {
  id: number;
  shape: number[];
  dtype: string;
}

/** What of tfjs's engine its own types keep private. */
interface Tracker {
  trackTensor(tensor: Tracked, backend: unknown): void;
  disposeTensor(tensor: Tracked): void;
}

const engine = tf.engine() as unknown as Tracker;
const original = {track: engine.trackTensor, dispose: engine.disposeTensor};

type Noted = Map<number, {shape: number[]; dtype: string; stack: string}>;
let alive: Noted | null = null;

/** Starts to note where each tensor is made; costs some microseconds a tensor. */
export function watch(): void {
  if (alive !== null) throw new Error('a leak check is running already');
  const noted: Noted = new Map();
  alive = noted;
  engine.trackTensor = function (tensor, backend) {
    const {shape, dtype} = tensor;
    noted.set(tensor.id, {shape, dtype, stack: new Error().stack ?? ''});
    original.track.call(this, tensor, backend);
  };
  engine.disposeTensor = function (tensor) {
    noted.delete(tensor.id);
    original.dispose.call(this, tensor);
  };
}

/** Ends the watch: the tensors made since and still alive, as JSON. */
export function unwatch(): string {
  engine.trackTensor = original.track;
  engine.disposeTensor = original.dispose;
  const left = JSON.stringify([...(alive ?? []).values()]);
  alive = null;
  return left;
}
