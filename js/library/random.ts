// Random numbers that can be had again: Math.random from a seed. tfjs takes its own from there:
// initial weights, dropout, the order of examples.
import {source} from '../host/watch';

const own = source.random;

/** mulberry32: a generator of 32 bits. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Begins again from a seed; with null, the engine's own numbers are back. */
export function setSeed(seed: number | null): void {
  source.random = seed === null ? own : mulberry32(seed);
}
