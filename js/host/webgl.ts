// Stands in for @tensorflow/tfjs-backend-webgl, which the package @tensorflow/tfjs always loads and
// which has nothing to run on here: a quarter of the bundle and of its start.

/** The version of the package that is left out. */
export const version_webgl = 'none';
