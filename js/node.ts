// The Node peer: tfjs-node, unmodified, serving one Python process.
//
// Called as `node node.cjs SOCKET MEMORY`, two inherited file descriptors. Messages are JSON
// after a 4-byte little-endian length, on the socket, one answer for each request. Tensors never
// go that way: they lie in memory shared with Python, each at the offset its message names. What
// is printed is no part of it.
//
// Loaded with `require` instead, it offers `tf` and `serve` to benchmarks.

import {Socket} from 'node:net';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import {type Loaded, load, type NamedTensor} from './node/model';
import {bytes, read, type WireTensor} from './node/wire';

export {tf};

const ALIGNMENT = 64; // TensorFlow uses memory so aligned in place, and copies other memory.

interface Helper {
  /** The shared memory's first `bytes`; it grows when it is shorter. */
  map(fd: number, bytes: number): ArrayBuffer;
  /** Milliseconds of the clock Python reads. */
  now(): number;
  /** Ends this process when the other end of the socket is closed. */
  endWith(fd: number): void;
}

interface LoadRequest {
  op: 'load';
  kind: 'graph' | 'layers';
  path: string;
  /** The outputs' names, in the order answers give them. */
  outputs: string[];
}

interface RunRequest {
  op: 'run';
  /** Size of the shared memory in bytes, and where in it the outputs may begin. */
  memory: number;
  free: number;
  inputs: WireTensor[];
  /** The node whose output is wanted, of tensors named by nodes; without it, the model's. */
  node?: string;
}

type Request = LoadRequest | RunRequest;

function helper(): Helper {
  return require(join(process.env.TANDEM_NODE_ADDON ?? '', 'peer.node'));
}

/** Answers requests about one model. */
class Peer {
  private model: Loaded | undefined;
  private memory = new ArrayBuffer(0);

  constructor(private readonly memoryFd: number) {}

  async answer(request: Request): Promise<object> {
    switch (request.op) {
      case 'load':
        this.model = await load(request.kind, request.path, request.outputs);
        return {};
      case 'run': {
        const answer = await this.run(request);
        return {...answer, tensors: tf.memory().numTensors};
      }
    }
  }

  private async run(request: RunRequest): Promise<object> {
    const model = this.model;
    if (model === undefined) {
      throw new Error('no model is loaded');
    }
    this.share(request.memory);
    const inputs = request.inputs.map(
      (input): NamedTensor => [input.name, read(this.memory, input)],
    );
    let outputs: tf.Tensor[] = [];
    try {
      const started = helper().now();
      const running = start(model, inputs, request.node);
      outputs = running instanceof Promise ? await running : running;
      const finished = helper().now();
      const written = this.write(outputs, request.free);
      return {started, finished, memory: this.memory.byteLength, outputs: written};
    } finally {
      tf.dispose(inputs.map(([, tensor]) => tensor));
      // A graph's output can be one of its weights.
      tf.dispose(outputs.filter((output) => !model.weights.has(output)));
    }
  }

  /** Copies the tensors into the shared memory from `end` on, and says where each lies. */
  private write(tensors: tf.Tensor[], end: number): Omit<WireTensor, 'name'>[] {
    let total = end;
    const outputs = tensors.map((tensor) => {
      const {dtype, data} = bytes(tensor);
      const offset = Math.ceil(total / ALIGNMENT) * ALIGNMENT;
      total = offset + data.length;
      return {data, stored: {dtype, shape: tensor.shape, offset, size: data.length}};
    });
    if (total > this.memory.byteLength) {
      this.share(2 ** Math.ceil(Math.log2(total)));
    }
    const memory = new Uint8Array(this.memory);
    for (const {data, stored} of outputs) {
      memory.set(data, stored.offset);
    }
    return outputs.map(({stored}) => stored);
  }

  private share(bytes: number): void {
    if (bytes !== this.memory.byteLength) {
      this.memory = helper().map(this.memoryFd, bytes);
    }
  }
}

function start(model: Loaded, inputs: NamedTensor[], node?: string) {
  if (node === undefined) return model.run(inputs);
  if (model.fetch === undefined) throw new Error('a layers model has no nodes');
  return model.fetch(inputs, node);
}

/** What was thrown, which need not be an Error. */
function describe(thrown: unknown): object {
  if (thrown instanceof Error) {
    return {name: thrown.name, message: thrown.message, stack: thrown.stack ?? ''};
  }
  return {name: '', message: String(thrown), stack: ''};
}

/** tfjs falls back to another backend with no more than a warning: make sure of ours. */
async function assertBackend(): Promise<void> {
  await tf.ready();
  const {binding} = tf.backend() as unknown as {binding?: {executeOp?: unknown}};
  const native = String(binding?.executeOp).includes('[native code]');
  if (tf.getBackend() !== 'tensorflow' || !native) {
    throw new Error(`the backend is '${tf.getBackend()}', not tfjs-node's native addon`);
  }
}

/** Serves Python until it is gone, with one answer to each request. */
export async function serve<T>(answer: (request: T) => object | Promise<object>): Promise<void> {
  const socketFd = Number(process.argv[2]);
  helper().endWith(socketFd);
  const socket = new Socket({fd: socketFd});
  const send = (message: object) => {
    const body = Buffer.from(JSON.stringify(message));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    socket.write(Buffer.concat([length, body]));
  };
  const answered = async (request: T) => {
    try {
      return await answer(request);
    } catch (thrown) {
      return {error: describe(thrown)};
    }
  };

  await assertBackend();
  const {binding} = tf.backend() as unknown as {binding: {TF_Version: string}};
  send({node: process.versions.node, tfjs: tf.version.tfjs, tensorflow: binding.TF_Version});

  let pending = Buffer.alloc(0);
  for await (const chunk of socket) {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE()) {
      const end = 4 + pending.readUInt32LE();
      const request = JSON.parse(pending.toString('utf8', 4, end)) as T;
      pending = pending.subarray(end);
      send(await answered(request));
    }
  }
}

if (require.main === module) {
  const peer = new Peer(Number(process.argv[3]));
  void serve((request: Request) => peer.answer(request));
}
