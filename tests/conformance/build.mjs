// Bundles the conformance suites: node tests/conformance/build.mjs OUT
//
// The specs come compiled in the npm packages (`npm ci`), and run on the same instance of every
// package as the code under test: tfjs-node's specs, which are ES5, get its TypeScript sources
// instead of the ES5 modules beside them.
import {existsSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {EMBEDDED} from '../../js/build.mjs';
import {progressBar, tfjsNode} from '../../js/build_node.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, '..', '..', 'node_modules');
const own = path.join(modules, '@tensorflow', 'tfjs-node');
const out = process.argv[2];
if (out === undefined) {
  throw new Error('usage: node tests/conformance/build.mjs OUT');
}

const SPECS = [
  'callbacks',
  'canvas',
  'image',
  'index',
  'int64_tensors',
  'nodejs_kernel_backend',
  'saved_model',
  'tensorboard',
  'tfjs_binding',
  'io/file_system',
  'io/io_utils',
  'io/node_http',
];

const suites = {
  name: 'suites',
  setup(bundle) {
    const jasmine = path.join(modules, 'jasmine-core', 'lib', 'jasmine-core', 'jasmine.js');
    bundle.onResolve({filter: /^jasmine-core\/jasmine$/}, () => ({path: jasmine}));
    bundle.onResolve({filter: /^jasmine-core\/lib\//}, () => ({
      path: path.join(here, 'js', 'jasmine.ts'),
    }));
    bundle.onResolve({filter: /^tmp$/}, () => ({path: path.join(here, 'js', 'tmp.ts')}));
    bundle.onResolve({filter: /^tfjs-node-specs$/}, () => ({
      path: 'specs',
      namespace: 'tfjs-node-specs',
    }));
    bundle.onLoad({filter: /.*/, namespace: 'tfjs-node-specs'}, () => ({
      contents: SPECS.map(
        (name) => `import ${JSON.stringify(`${own}/dist/${name}_test.js`)};`,
      ).join('\n'),
      resolveDir: own,
    }));
    bundle.onResolve({filter: /^\.\.?\//}, ({importer, path: name}) => {
      const dist = path.join(own, 'dist') + path.sep;
      if (!importer.startsWith(dist)) return undefined;
      const wanted = path.resolve(path.dirname(importer), name);
      const source = wanted.replace(dist, path.join(own, 'src') + path.sep);
      return {
        path: [`${source}.ts`, `${source}.js`, `${source}/index.ts`].find(existsSync) ?? wanted,
      };
    });
  },
};

await build({
  ...EMBEDDED,
  entryPoints: [path.join(here, 'js', 'embedded.ts')],
  outfile: path.join(out, 'embedded.js'),
  alias: {
    ...EMBEDDED.alias,
    fs: path.join(here, 'js', 'fs.ts'),
    'node-fetch': path.join(here, 'js', 'fetch.ts'),
    rimraf: path.join(here, 'js', 'rimraf.cjs'),
  },
  plugins: [progressBar, suites],
});
await build({
  entryPoints: [path.join(here, 'js', 'node.ts')],
  outfile: path.join(out, 'node.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  ignoreAnnotations: true,
  nodePaths: [modules],
  logLevel: 'warning',
  plugins: [tfjsNode, progressBar, suites],
});
