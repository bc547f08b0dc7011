// Kernels on dense tensors: pooling with indices, counting, searching, warping, bits, rounding.
import {
  type BitwiseAndInputs,
  backend_util,
  type DenseBincountAttrs,
  type DenseBincountInputs,
  type MaxPoolWithArgmaxAttrs,
  type MaxPoolWithArgmaxInputs,
  type RoundInputs,
  type SearchSortedAttrs,
  type SearchSortedInputs,
  type TransformAttrs,
  type TransformInputs,
} from '@tensorflow/tfjs';
import {attr, kernel} from './compute';

export const arrayKernels = [
  kernel<MaxPoolWithArgmaxInputs, MaxPoolWithArgmaxAttrs>(
    'MaxPoolWithArgmax',
    (run, inputs, {filterSize, strides, pad, includeBatchInIndex}) => {
      const x = run.input(inputs.x);
      const shape = x.shape as [number, number, number, number];
      const pool = backend_util.computePool2DInfo(shape, filterSize, strides, [1, 1], pad);
      const {type} = pool.padInfo;
      if (type !== 'VALID' && type !== 'SAME') {
        throw new Error(`TensorFlow's MaxPoolWithArgmax pads 'valid' or 'same', not ${type}`);
      }
      const attributes = [
        attr.int('ksize', [1, pool.filterHeight, pool.filterWidth, 1]),
        attr.int('strides', [1, pool.strideHeight, pool.strideWidth, 1]),
        attr.string('padding', type),
        attr.bool('include_batch_in_index', includeBatchInIndex),
        attr.int64('Targmax'),
        attr.type('T', x),
      ];
      return run.run('MaxPoolWithArgmax', attributes, [x], 2);
    },
  ),
  kernel<DenseBincountInputs, DenseBincountAttrs>(
    'DenseBincount',
    (run, inputs, {size, binaryOutput}) => {
      const x = run.input(inputs.x);
      const weights = run.input(inputs.weights);
      const attributes = [
        attr.type('Tidx', x),
        attr.type('T', weights),
        attr.bool('binary_output', binaryOutput ?? false),
      ];
      return run.run('DenseBincount', attributes, [x, run.ints(size), weights], 1);
    },
  ),
  kernel<SearchSortedInputs, SearchSortedAttrs>('SearchSorted', (run, inputs, {side}) => {
    const sorted = run.input(inputs.sortedSequence);
    const values = run.input(inputs.values);
    const attributes = [attr.type('T', sorted), attr.int32('out_type')];
    return run.run(side === 'left' ? 'LowerBound' : 'UpperBound', attributes, [sorted, values], 1);
  }),
  kernel<TransformInputs, TransformAttrs>('Transform', (run, inputs, attrs) => {
    const image = run.input(inputs.image);
    const size = attrs.outputShape ?? [image.shape[1] as number, image.shape[2] as number];
    const attributes = [
      attr.type('dtype', image),
      attr.string('interpolation', attrs.interpolation.toUpperCase()),
      attr.string('fill_mode', attrs.fillMode.toUpperCase()),
    ];
    const all = [image, run.input(inputs.transforms), run.ints(size), run.float(attrs.fillValue)];
    return run.run('ImageProjectiveTransformV3', attributes, all, 1);
  }),
  kernel<BitwiseAndInputs>('BitwiseAnd', (run, inputs) => {
    const a = run.input(inputs.a);
    return run.run('BitwiseAnd', [attr.type('T', a)], [a, run.input(inputs.b)], 1);
  }),
  // TensorFlow 2.21 rounds integers to zero: they are round already.
  kernel<RoundInputs>('Round', (run, inputs) => {
    const x = run.input(inputs.x);
    const op = inputs.x.dtype === 'int32' ? 'Identity' : 'Round';
    return run.run(op, [attr.type('T', x)], [x], 1);
  }),
];
