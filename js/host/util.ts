// The part of Node's util that tfjs uses.
import {TextDecoder, TextEncoder} from './encoding';

type Callback = (error: unknown, value?: unknown) => void;

export function promisify(
  call: (...rest: unknown[]) => void,
): (...rest: unknown[]) => Promise<unknown> {
  return (...rest) =>
    new Promise((resolve, reject) => {
      const done: Callback = (error, value) =>
        error === null || error === undefined ? resolve(value) : reject(error);
      call(...rest, done);
    });
}

export const isArray = Array.isArray;

export function isNullOrUndefined(value: unknown): boolean {
  return value === null || value === undefined;
}

export function inspect(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

export const types = {
  isFloat32Array: (value: unknown) => value instanceof Float32Array,
  isInt32Array: (value: unknown) => value instanceof Int32Array,
  isUint8Array: (value: unknown) => value instanceof Uint8Array,
  isUint8ClampedArray: (value: unknown) => value instanceof Uint8ClampedArray,
};

export {TextDecoder, TextEncoder};
