// The one dynamic `require` of tfjs-node: its addon, which is our binding.
import {createBinding} from '../binding';
import {native} from './native';
import {ADDON} from './pre_gyp';

export const binding = createBinding(native);

// The bundle's `require` asks here (js/build.mjs).
declare const tandemRequire: {load: (name: string) => unknown};

tandemRequire.load = (name) => {
  if (name === ADDON) {
    return binding;
  }
  throw new Error(`Cannot find module '${name}'`);
};
