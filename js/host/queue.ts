// The queue of promises' jobs that is around the bundle (promises.ts says why).

interface Promises {
  /** Calls a function; what of promises it set going goes on before it returns. */
  inside<T>(call: () => T): T;
  /** A promise of the engine's own, which ends as the one that is given. */
  native<T>(promise: PromiseLike<T>): Promise<T>;
}

declare const tandemPromises: Promises;

export const {inside, native} = tandemPromises;
