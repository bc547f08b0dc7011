// Kernels that tfjs-node lacks and TensorFlow has, registered on its backend; and Round repaired.
//
// They only add: what tfjs-node computes itself stays bit for bit what it is in Node.
import {arrayKernels} from './arrays';
import {register} from './compute';
import {raggedKernels} from './ragged';
import {sparseKernels} from './sparse';
import {stringKernels} from './strings';

for (const config of [...arrayKernels, ...raggedKernels, ...sparseKernels, ...stringKernels]) {
  register(config);
}
