// Kernels on sparse tensors and segments.
import type {
  SparseFillEmptyRowsInputs,
  SparseReshapeInputs,
  SparseSegmentMeanInputs,
  SparseSegmentSumInputs,
} from '@tensorflow/tfjs';
import {attr, type Computation, type Given, kernel} from './compute';

function segment(name: string, run: Computation, inputs: Given<SparseSegmentSumInputs>) {
  const data = run.input(inputs.data);
  const indices = run.input(inputs.indices);
  const segments = run.input(inputs.segmentIds);
  const attributes = [
    attr.type('T', data),
    attr.type('Tidx', indices),
    attr.type('Tsegmentids', segments),
  ];
  return run.run(name, attributes, [data, indices, segments], 1);
}

export const sparseKernels = [
  kernel<SparseFillEmptyRowsInputs>('SparseFillEmptyRows', (run, inputs) => {
    const values = run.input(inputs.values);
    return run.run(
      'SparseFillEmptyRows',
      [attr.type('T', values)],
      [
        run.toInt64(run.input(inputs.indices)),
        values,
        run.toInt64(run.input(inputs.denseShape)),
        run.input(inputs.defaultValue),
      ],
      4,
    );
  }),
  kernel<SparseReshapeInputs>('SparseReshape', (run, {inputIndices, inputShape, newShape}) => {
    const all = [inputIndices, inputShape, newShape];
    return run.run(
      'SparseReshape',
      [],
      all.map((input) => run.toInt64(run.input(input))),
      2,
    );
  }),
  kernel<SparseSegmentMeanInputs>('SparseSegmentMean', (run, inputs) =>
    segment('SparseSegmentMean', run, inputs),
  ),
  kernel<SparseSegmentSumInputs>('SparseSegmentSum', (run, inputs) =>
    segment('SparseSegmentSum', run, inputs),
  ),
];
