// tfjs-node's TFJSBinding, the surface of its native addon, over the bridge.
//
// The addon's checks and messages, so that tfjs-node cannot tell the difference; its calls, batched:
// an op's name and attributes become one number the first time they are seen, everything else goes
// through the channel's words, and deletions wait for the next call. bridge/bridge.h has the layout.
import {TextDecoder, TextEncoder} from './host/encoding';
import {asking} from './host/fs';
import {type Call, type Calls, channelBytes, type Native} from './host/native';
import {ATTR_TYPES, createSpecs, encodeSpec, expected, type OpAttr} from './specs';

export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

const TYPES = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
};

// bridge/bridge.h: CallStatus.
const NO_ROOM = 2;

// Words of a call before its ids.
const HEADER = 4;
const CREATE_HEADER = 5;

// Deletions that wait at most this long keep little memory and cost a hundredth of a call each.
const MOST_PENDING = 256;

// napi_typedarray_type, in whose numbers the addon's messages speak.
const ARRAY_TYPES: Record<string, number> = {
  Int8Array: 0,
  Uint8Array: 1,
  Uint8ClampedArray: 2,
  Int16Array: 3,
  Uint16Array: 4,
  Int32Array: 5,
  Uint32Array: 6,
  Float32Array: 7,
  Float64Array: 8,
  BigInt64Array: 9,
  BigUint64Array: 10,
};
const STRINGS = -1;
const UINT8 = 1;
const INT32 = 5;
const FLOAT32 = 7;

function arrayType(values: ArrayBufferView): number {
  if (values instanceof Float32Array) return FLOAT32;
  if (values instanceof Int32Array) return INT32;
  if (values instanceof Uint8Array) return UINT8;
  return ARRAY_TYPES[values.constructor.name] ?? 11;
}

/** TensorFlow's ops that read or write files, by themselves or through what they open. */
const USES_FILES =
  /File|Reader|Save|Restore|Dataset|Checkpoint|Lmdb|Sqlite|Db|LoadAndRemap|VocabRemap|^Debug|^PrintV2$|PyFunc|^TPU/;

/** The one of them that tfjs-node runs, for TensorBoard. */
const WRITER = 'CreateSummaryFileWriter';

export type Binding = ReturnType<typeof createBinding>;

export function createBinding(native: Native) {
  // Taken once: `native.calls` is a Python dict, of which every look makes a new function.
  const calls: Calls = {...native.calls};
  const {execute, readTensor, createTensor: create} = calls;
  const bytes = channelBytes;
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const ints = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const decoder = new TextDecoder();
  let words = native.words();
  // Outgrown views, kept from being collected (host/native.ts says why); each is twice the last.
  const outgrown: Int32Array[] = [];

  const live = new Set<number>();
  let pending: number[] = [];

  const ask = asking();

  /** Throws where a folder is not one that JavaScript may use now (python/tandem/engine/host.py). */
  function checkFolder(path: string): void {
    ask('exists', path);
  }

  const specOf = createSpecs({
    define: (name, attrs) => {
      if (USES_FILES.test(name) && name !== WRITER) {
        throw new Error(`the op '${name}' uses files, which no op of tfjs-node's does`);
      }
      words[0] = encodeSpec(name, attrs, bytes);
      check(calls.defineSpec());
      return words[0] as number;
    },
    clear: () => check(calls.clearSpecs()),
  });

  function grow(needed: number): void {
    words[0] = Math.max(needed, words.length * 2);
    check(calls.grow());
    outgrown.push(words);
    words = native.words();
  }

  function check(status: number): void {
    if (status !== 0) {
      throw new Error(decoder.decode(bytes.slice(0, words[0])));
    }
  }

  /** Ends a call that gives tensors. */
  function fetch(status: number): void {
    if (status === 0) return;
    if (status === NO_ROOM) {
      grow(words[0] as number);
      check(calls.results());
      return;
    }
    check(status);
  }

  function flush(): void {
    if (HEADER + pending.length > words.length) grow(HEADER + pending.length);
    words[3] = pending.length;
    words.set(pending, HEADER);
    check(calls.flush());
    pending = [];
  }

  /** The tensors a call has left in the channel. */
  function outputs(): TensorMetadata[] {
    const count = words[0] as number;
    const list: TensorMetadata[] = [];
    let at = 1;
    for (let i = 0; i < count; i++) {
      const id = words[at++] as number;
      const dtype = words[at++] as number;
      const rank = words[at++] as number;
      const shape: number[] = [];
      for (let k = 0; k < rank; k++) shape.push(words[at++] as number);
      live.add(id);
      list.push({id, shape, dtype});
    }
    return list;
  }

  /** Sends data a chunk at a time. The words of `createTensor` are set. */
  function send(data: Uint8Array): number {
    let call: Call = create;
    for (let done = 0; ; ) {
      const part = data.subarray(done, done + bytes.length);
      bytes.set(part);
      done += part.length;
      check(call());
      if (done >= data.length) return words[0] as number;
      call = calls.appendTensor;
    }
  }

  function encodeStrings(values: unknown[]): Uint8Array {
    let size = 0;
    for (const value of values) {
      if (!ArrayBuffer.isView(value) || value instanceof DataView) {
        throw new Error('Argument is not a typed-array!');
      }
      if (!(value instanceof Uint8Array)) {
        throw new Error('Unsupported array type - expecting Uint8Array');
      }
      size += 4 + value.length;
    }
    const encoded = new Uint8Array(size);
    const view = new DataView(encoded.buffer);
    let at = 0;
    for (const value of values as Uint8Array[]) {
      view.setUint32(at, value.length, true);
      encoded.set(value, at + 4);
      at += 4 + value.length;
    }
    return encoded;
  }

  function createTensor(shape: number[], dtype: number, values: unknown): number {
    if (!Array.isArray(shape)) throw new Error('Argument is not an array!');
    if (typeof dtype !== 'number') throw new Error('Argument is not a number!');
    const isView = ArrayBuffer.isView(values) && !(values instanceof DataView);
    if (!isView && !Array.isArray(values)) throw new Error('Argument is not an array!');
    if (CREATE_HEADER + shape.length > words.length) grow(CREATE_HEADER + shape.length);
    const type = isView ? arrayType(values as ArrayBufferView) : STRINGS;
    const data = isView ? (values as Uint8Array) : encodeStrings(values as unknown[]);
    const length = data.length;
    words[0] = dtype;
    words[1] = type;
    words[2] = shape.length;
    words[3] = length;
    words[4] = Math.floor(length / 4294967296);
    for (let i = 0; i < shape.length; i++) {
      const dim = shape[i];
      if (typeof dim !== 'number') throw expected('number');
      // Beyond a word; what is negative or no whole number the bridge refuses or cuts as N-API does.
      if (!(Math.abs(dim) <= 2147483647)) throw new Error(`a dimension of ${dim} is too large`);
      words[CREATE_HEADER + i] = dim;
    }
    let id: number;
    if (length <= 16 && (type === FLOAT32 || type === INT32)) {
      // Scalars and small vectors: without the typed array that sending makes.
      const into = type === FLOAT32 ? floats : ints;
      for (let i = 0; i < length; i++) into[i] = data[i] as number;
      check(create());
      id = words[0] as number;
    } else {
      id = send(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    live.add(id);
    return id;
  }

  function deleteTensor(id: number): void {
    if (typeof id !== 'number') throw new Error('Argument is not a number!');
    if (!live.delete(id)) {
      throw new Error(`Delete called on a Tensor not referenced (tensor_id: ${id})`);
    }
    pending.push(id);
    if (pending.length >= MOST_PENDING) flush();
  }

  function decodeStrings(data: Uint8Array): Uint8Array[] {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const values: Uint8Array[] = [];
    for (let at = 0; at < data.length; ) {
      const size = view.getUint32(at, true);
      values.push(data.slice(at + 4, at + 4 + size));
      at += 4 + size;
    }
    return values;
  }

  function tensorDataSync(id: number): unknown {
    if (typeof id !== 'number') throw new Error('Argument is not a number!');
    if (pending.length > 0 && !live.has(id)) flush();
    words[0] = id;
    check(readTensor());
    const dtype = words[0] as number;
    const size =
      (words[1] as number) +
      (words[2] as number) * 4294967296 +
      ((words[1] as number) < 0 ? 4294967296 : 0);
    if (dtype === TYPES.TF_FLOAT && size <= bytes.length) return floats.slice(0, size / 4);
    const data = new Uint8Array(size);
    for (let done = 0; done < size; ) {
      const part = bytes.subarray(0, Math.min(size - done, bytes.length));
      data.set(part, done);
      done += part.length;
      if (done < size) check(calls.readMore());
    }
    switch (dtype) {
      case TYPES.TF_FLOAT:
      case TYPES.TF_COMPLEX64:
        return new Float32Array(data.buffer);
      case TYPES.TF_INT32:
        return new Int32Array(data.buffer);
      case TYPES.TF_INT64:
        return new BigInt64Array(data.buffer);
      case TYPES.TF_STRING:
        return decodeStrings(data);
      default:
        return data;
    }
  }

  function executeOp(
    name: string,
    attrs: OpAttr[],
    inputs: number[],
    numOutputs: number,
  ): TensorMetadata[] {
    if (typeof name !== 'string') throw new Error('Argument is not a string!');
    if (!Array.isArray(attrs) || !Array.isArray(inputs)) {
      throw new Error('Argument is not an array!');
    }
    if (typeof numOutputs !== 'number') throw new Error('Argument is not a number!');
    if (name === WRITER) {
      const [folder] = tensorDataSync(inputs[1] as number) as Uint8Array[];
      checkFolder(decoder.decode(folder as Uint8Array));
    }
    const spec = specOf(name, attrs);
    const needed = HEADER + inputs.length + pending.length;
    if (needed > words.length) grow(needed);
    words[0] = spec;
    words[1] = numOutputs;
    words[2] = inputs.length;
    words[3] = pending.length;
    let at = HEADER;
    for (let i = 0; i < inputs.length; i++) {
      const id = inputs[i];
      if (typeof id !== 'number') throw expected('number');
      words[at++] = id;
    }
    for (let i = 0; i < pending.length; i++) words[at++] = pending[i] as number;
    const status = execute();
    pending.length = 0;
    if (status !== 0) fetch(status);
    return outputs();
  }

  function putTexts(first: string, second: string, firstWord: number): void {
    const encoder = new TextEncoder();
    const parts = [encoder.encode(first), encoder.encode(second)] as const;
    if (parts[0].length + parts[1].length > bytes.length) {
      throw new Error("a SavedModel's folder, tags or names are too long");
    }
    bytes.set(parts[0]);
    bytes.set(parts[1], parts[0].length);
    words[firstWord] = parts[0].length;
    words[firstWord + 1] = parts[1].length;
  }

  function loadSavedModel(exportDir: string, tags: string): number {
    if (typeof exportDir !== 'string' || typeof tags !== 'string') {
      throw new Error('Argument is not a string!');
    }
    checkFolder(exportDir);
    putTexts(exportDir, tags, 0);
    check(calls.loadSavedModel());
    return words[0] as number;
  }

  function deleteSavedModel(id: number): void {
    if (typeof id !== 'number') throw new Error('Argument is not a number!');
    words[0] = id;
    check(calls.deleteSavedModel());
  }

  function runSavedModel(
    id: number,
    inputs: number[],
    inputNames: string,
    outputNames: string,
  ): TensorMetadata[] {
    if (typeof id !== 'number') throw new Error('Argument is not a number!');
    if (!Array.isArray(inputs)) throw new Error('Argument is not an array!');
    if (typeof inputNames !== 'string' || typeof outputNames !== 'string') {
      throw new Error('Argument is not a string!');
    }
    if (HEADER + inputs.length > words.length) grow(HEADER + inputs.length);
    words[0] = id;
    words[1] = inputs.length;
    putTexts(inputNames, outputNames, 2);
    words.set(inputs, HEADER);
    fetch(calls.runSavedModel());
    return outputs();
  }

  function count(which: 0 | 1): number {
    flush();
    check(calls.counts());
    return words[which] as number;
  }

  return {
    ...TYPES,
    ...ATTR_TYPES,
    get TF_Version() {
      return native.version();
    },
    createTensor,
    deleteTensor,
    tensorDataSync,
    executeOp,
    loadSavedModel,
    deleteSavedModel,
    runSavedModel,
    isUsingGpuDevice: () => false,
    getNumOfTensors: () => count(0),
    getNumOfSavedModels: () => count(1),

    // ---- beyond the addon: what embedded.ts needs ----
    /** Deletes what waits and lets go of the last op's inputs. */
    flush,
    /** Takes charge of a tensor that Python made. */
    adopt: (id: number) => {
      live.add(id);
    },
    /** Writes as much as the channel's bytes hold; the number of bytes. */
    put: (data: Uint8Array): number => {
      const part = data.subarray(0, bytes.length);
      bytes.set(part);
      return part.length;
    },
    /** Ends a recording, if one is made, with an error; `kind` as in bridge/tape.h. */
    refuse: (kind: string, reason: string): void => {
      putTexts(kind, reason, 0);
      check(calls.refuse());
    },
    /** The channel's words as they are now. */
    words: () => words,
  };
}
