// What Python hands the bundle before it runs: the bridge's calls and the host's services.

/** A call into C++. Arguments and results are in the channel; 0 is success (bridge/bridge.h). */
export type Call = () => number;

export interface Calls {
  appendTensor: Call;
  clearSpecs: Call;
  counts: Call;
  createTensor: Call;
  defineSpec: Call;
  deleteSavedModel: Call;
  execute: Call;
  flush: Call;
  grow: Call;
  loadSavedModel: Call;
  readMore: Call;
  readTensor: Call;
  refuse: Call;
  results: Call;
  runSavedModel: Call;
}

export interface Native {
  calls: Calls;
  /** TensorFlow's version; its library may still be loading as the bundle starts. */
  version(): string;
  /** The channel's words; a new array after `grow`. */
  words(): Int32Array;
  /** The channel's bytes, the same for good. */
  bytes(): Uint8Array;
  /** Seconds of a monotonic clock. */
  clock(): number;
  /**
   * A service of the host's file system: name and arguments as JSON, the result as JSON
   * (python/tandem/engine/host.py). File contents pass through the channel's bytes.
   */
  service(request: string): string;
  /** A function of Python's is called: the request is in the channel, and so is its reply. */
  callback(): unknown;
  /** The working directory. */
  cwd(): string;
  /** Imports PythonMonkey's package; false where that is under way, or done. */
  package(): boolean;
  /** Whether that is under way, whoever began it. */
  isPackageComing(): boolean;
}

// The bundle is one function of this name's value (js/build.mjs).
declare const tandemNative: Native;

// Copied once: the original is a Python dict, of which every look makes a new function.
export const native: Native = {...tandemNative};

/**
 * The channel's bytes: one array for good. An array of Python's memory must never become garbage:
 * SpiderMonkey collects buffers on a thread of its own, where PythonMonkey then lets go of Python's
 * object without the GIL, and the process dies some time later.
 */
export const channelBytes = native.bytes();
