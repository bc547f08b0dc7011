// Kernels on ragged tensors.
import type {
  RaggedGatherAttrs,
  RaggedGatherInputs,
  RaggedRangeInputs,
  RaggedTensorToTensorAttrs,
  RaggedTensorToTensorInputs,
} from '@tensorflow/tfjs';
import {attr, kernel} from './compute';

export const raggedKernels = [
  kernel<RaggedRangeInputs>('RaggedRange', (run, {starts, limits, deltas}) => {
    const inputs = [starts, limits, deltas].map((input) => run.input(input));
    const [first] = inputs as [(typeof inputs)[0]];
    return run.run('RaggedRange', [attr.type('T', first), attr.int32('Tsplits')], inputs, 2);
  }),
  kernel<RaggedGatherInputs, RaggedGatherAttrs>(
    'RaggedGather',
    (run, inputs, attrs) => {
      const splits = inputs.paramsNestedSplits.map((input) => run.input(input));
      const values = run.input(inputs.paramsDenseValues);
      const indices = run.input(inputs.indices);
      const rank = attrs.outputRaggedRank ?? indices.shape.length + splits.length - 1;
      const attributes = [
        attr.int('PARAMS_RAGGED_RANK', splits.length),
        attr.int('OUTPUT_RAGGED_RANK', rank),
        attr.type('Tvalues', values),
        attr.type('Tindices', indices),
        attr.int32('Tsplits'),
      ];
      return run.run('RaggedGather', attributes, [...splits, values, indices], rank + 1);
    },
    true,
  ),
  kernel<RaggedTensorToTensorInputs, RaggedTensorToTensorAttrs>(
    'RaggedTensorToTensor',
    (run, inputs, {rowPartitionTypes}) => {
      const shape = run.input(inputs.shape);
      const values = run.input(inputs.values);
      const partitions = inputs.rowPartitionTensors.map((input) => run.input(input));
      const attributes = [
        attr.type('T', values),
        attr.type('Tshape', shape),
        attr.int32('Tindex'),
        attr.int('num_row_partition_tensors', partitions.length),
        attr.string('row_partition_types', rowPartitionTypes),
      ];
      const all = [shape, values, run.input(inputs.defaultValue), ...partitions];
      return run.run('RaggedTensorToTensor', attributes, all, 1);
    },
  ),
];
