// Kernels on strings: n-grams, splitting, hashing.
import type {
  StringNGramsAttrs,
  StringNGramsInputs,
  StringSplitAttrs,
  StringSplitInputs,
  StringToHashBucketFastAttrs,
  StringToHashBucketFastInputs,
} from '@tensorflow/tfjs';
import {attr, kernel} from './compute';

export const stringKernels = [
  kernel<StringNGramsInputs, StringNGramsAttrs>('StringNGrams', (run, inputs, attrs) => {
    const data = run.input(inputs.data);
    const splits = run.input(inputs.dataSplits);
    const attributes = [
      attr.string('separator', attrs.separator),
      attr.int('ngram_widths', attrs.nGramWidths),
      attr.string('left_pad', attrs.leftPad),
      attr.string('right_pad', attrs.rightPad),
      attr.int('pad_width', attrs.padWidth),
      attr.bool('preserve_short_sequences', attrs.preserveShortSequences),
      attr.type('Tsplits', splits),
    ];
    return run.run('StringNGrams', attributes, [data, splits], 2);
  }),
  kernel<StringSplitInputs, StringSplitAttrs>('StringSplit', (run, inputs, {skipEmpty}) =>
    run.run(
      'StringSplit',
      [attr.bool('skip_empty', skipEmpty)],
      [run.input(inputs.input), run.input(inputs.delimiter)],
      3,
    ),
  ),
  kernel<StringToHashBucketFastInputs, StringToHashBucketFastAttrs>(
    'StringToHashBucketFast',
    (run, {input}, {numBuckets}) =>
      run.run(
        'StringToHashBucketFast',
        [attr.int('num_buckets', numBuckets)],
        [run.input(input)],
        1,
      ),
  ),
];
