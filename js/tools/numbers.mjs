// Where Python's numbers go as tensors, and which dtype they have there: for declarations.mjs.
//
// A parameter that takes tensors gets `numbers`: "own" where tfjs takes the dtype from the value, by
// its own source, and "float32" in functions of real numbers. python/tandem/tfjs/numbers.py has the
// rule. Other parameters have a dtype of their own, such as indices, and tfjs reads numbers as that.
import {readdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

/**
 * Functions of real numbers, and namespaces of them: int32 is refused, rounded as by `div`, or read
 * as if it were floats, which `clipByValue` does on wasm.
 */
const REAL = new Set(
  `acos acosh asin asinh atan atan2 atanh basicLSTMCell batchNorm batchNorm2d batchNorm3d
  batchNorm4d clipByValue complex conv1d conv2dTranspose conv3d conv3dTranspose div divNoNan dropout
  erf exp expm1 fft ifft irfft isFinite isInf isNaN leakyRelu localResponseNormalization log1p
  logSigmoid logSoftmax logSumExp losses maxPool3d mean metrics moments movingAverage multiRNNCell
  multinomial nonMaxSuppressionAsync nonMaxSuppressionPadded nonMaxSuppressionPaddedAsync
  nonMaxSuppressionWithScore nonMaxSuppressionWithScoreAsync norm pool prelu qr reciprocal rfft
  rgbToGrayscale selu separableConv2d setStates setWeights signal sinh softplus sparseSegmentMean
  spectral step`.split(/\s+/),
);

/** By op, parameters that it keeps a tensor's dtype of, and makes float32 of numbers. */
const OWN = new Map([['meshgrid', ['x', 'y']]]);

/** By function, the parameters whose values the one called `dtype` is for. */
const DTYPE_OF = {fill: ['value'], range: ['start', 'stop', 'step']};

const OPS = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json')),
  'dist/ops',
);

/** By op, the parameters that its source makes tensors of without naming a dtype. */
function converted() {
  const found = new Map();
  for (const file of readdirSync(OPS, {recursive: true})) {
    if (!file.endsWith('.js') || file.endsWith('_test.js')) continue;
    const source = readFileSync(path.join(OPS, file), 'utf8');
    for (const text of source.split(/^(?:export )?(?:async )?function /m).slice(1)) {
      const name = text.match(/^\w+/)[0].replace(/_$/, '');
      const calls = text.matchAll(
        /(?:(\w+)\.map\(.*)?convertToTensor(?:Array)?\((\w+), [^,]+, '[\w ]+'(, [^;]+?)?\)/g,
      );
      for (const [, list, parameter, dtype = ''] of calls) {
        if (dtype !== '' && dtype !== ", 'string_or_numeric'") continue;
        found.set(name, (found.get(name) ?? new Set()).add(list ?? parameter));
      }
    }
  }
  return found;
}

/** Marks the parameters of functions, and of the methods of classes. */
export function markNumbers(members, classes) {
  const found = converted();
  const mark = (entries, isReal = false) => {
    for (const [name, entry] of Object.entries(entries)) {
      const real = isReal || REAL.has(name);
      if (entry.kind === 'namespace') mark(entry.members, real);
      for (const param of entry.params ?? []) {
        const takesTensors = param.type === 'Tensor' || param.type === 'Sequence[Tensor]';
        const isOwn = found.get(name)?.has(param.name) || OWN.get(name)?.includes(param.name);
        if (takesTensors || isOwn) {
          param.numbers = real ? 'float32' : 'own';
        }
        if (param.name === 'dtype' && name in DTYPE_OF) param.of = DTYPE_OF[name];
      }
    }
  };
  mark(members);
  for (const described of classes.values()) mark(described.members);
  // A tensor's methods are ops with the tensor first; some have a name of their own for another.
  for (const [name, method] of Object.entries(classes.get('Tensor').members)) {
    if (!found.has(name) || members[name] === undefined) continue;
    const {params} = members[name];
    for (const param of method.params ?? []) {
      const same = params.find((other) => other.name === param.name);
      if (same?.numbers !== undefined || (same === undefined && param.type.includes('Tensor'))) {
        param.numbers = REAL.has(name) ? 'float32' : 'own';
      }
    }
  }
}
