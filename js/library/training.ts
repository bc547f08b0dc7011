// Trainings that fail leave no tensors behind: tfjs forgets the batch it was at.
import * as tf from '@tensorflow/tfjs-node';
import {observe, unobserve} from '../leaks';
import {isHeld} from './values';

const METHODS = new Set(['fit', 'fitDataset', 'trainOnBatch']);

export function isTraining(place: object, name: string): boolean {
  return place instanceof tf.LayersModel && METHODS.has(name);
}

/** Runs a training; where it fails, what it made and Python does not hold is disposed of. */
export async function train(start: () => PromiseLike<unknown>): Promise<unknown> {
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
  try {
    return await start();
  } catch (error) {
    for (const tensor of [...alive.values()]) if (!isHeld(tensor)) tensor.dispose();
    throw error;
  } finally {
    unobserve(observer);
  }
}
