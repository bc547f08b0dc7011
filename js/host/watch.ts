// What a run that is recorded may not do, and where Math.random draws from (watched.ts).

type Refuse = (kind: string, what: string) => void;

/** Set while a run is recorded; it throws. */
export const watch: {refuse: Refuse | null} = {refuse: null};

/** What `Math.random` draws from: library/random.ts puts another one in its place. */
export const source = {random: Math.random};
const own = source.random;

/** Calls what is none of the program's doing: nothing of it is refused, nor drawn from a seed. */
export function unwatched<T>(call: () => T): T {
  const {refuse} = watch;
  const {random} = source;
  watch.refuse = null;
  source.random = own;
  try {
    return call();
  } finally {
    watch.refuse = refuse;
    source.random = random;
  }
}
