// Who sees tensors come and go: leak checks (python/tandem/leaks.py), and trainings that fail.
import * as tf from '@tensorflow/tfjs-node';
import {knownHandle} from './library/values';

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

export interface Observer {
  made(tensor: Tracked): void;
  disposed(tensor: Tracked): void;
}

const engine = tf.engine() as unknown as Tracker;
const original = {track: engine.trackTensor, dispose: engine.disposeTensor};
/** Replaced, not changed: one may go while they are told. */
let observers: Observer[] = [];

/** Tells an observer of each tensor from now on; costs a microsecond a tensor. */
export function observe(observer: Observer): void {
  observers = [...observers, observer];
  engine.trackTensor = function (tensor, backend) {
    const all = observers;
    for (let i = 0; i < all.length; i++) (all[i] as Observer).made(tensor);
    original.track.call(this, tensor, backend);
  };
  engine.disposeTensor = function (tensor) {
    const all = observers;
    for (let i = 0; i < all.length; i++) (all[i] as Observer).disposed(tensor);
    original.dispose.call(this, tensor);
  };
}

export function unobserve(observer: Observer): void {
  observers = observers.filter((other) => other !== observer);
  if (observers.length > 0) return;
  engine.trackTensor = original.track;
  engine.disposeTensor = original.dispose;
}

type Noted = Map<number, {tensor: Tracked; stack: string}>;
let watching: {noted: Noted; observer: Observer} | null = null;

/** Starts to note where each tensor is made. */
export function watch(): void {
  if (watching !== null) throw new Error('a leak check is running already');
  const noted: Noted = new Map();
  const observer = {
    made: (tensor: Tracked) => {
      noted.set(tensor.id, {tensor, stack: new Error().stack ?? ''});
    },
    disposed: ({id}: Tracked) => {
      noted.delete(id);
    },
  };
  watching = {noted, observer};
  observe(observer);
}

/** Ends the watch: the tensors made since and still alive, as JSON, and Python's handles of them. */
export function unwatch(): string {
  const left = JSON.stringify(
    [...(watching?.noted.values() ?? [])].map(({tensor, stack}) => {
      const {shape, dtype} = tensor;
      return {shape, dtype, stack, handle: knownHandle(tensor)};
    }),
  );
  if (watching !== null) unobserve(watching.observer);
  watching = null;
  return left;
}
