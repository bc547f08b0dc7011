// The jobs of the bundle's promises: a queue that is emptied when a call from Python ends.

type Job = () => void;

let jobs: Job[] = [];
/** Calls from Python that have not returned, and the queue being emptied. */
let depth = 0;
let isScheduled = false;

/** Whether a call from Python is under way that empties the queue. */
export const isInside = (): boolean => depth > 0;

function run(): void {
  while (jobs.length > 0) {
    const batch = jobs;
    jobs = [];
    let next = 0;
    try {
      while (next < batch.length) (batch[next++] as Job)();
    } finally {
      // Where JavaScript was stopped, the rest goes on with the next call.
      if (next < batch.length) jobs = [...batch.slice(next), ...jobs];
    }
  }
  // What was scheduled may never come: its event loop can have ended.
  isScheduled = false;
}

/** Calls a function; what of promises it set going goes on before it returns, or throws. */
export function inside<T>(call: () => T): T {
  depth += 1;
  try {
    try {
      return call();
    } finally {
      if (depth === 1) run();
    }
  } finally {
    depth -= 1;
  }
}

/** Has a job run when what runs now has ended. */
export function queue(job: Job): void {
  jobs.push(job);
  if (depth > 0 || isScheduled) return;
  // JavaScript that Python calls directly. Without an event loop this throws.
  void globalThis.Promise.resolve().then(() => inside(() => undefined));
  isScheduled = true;
}
