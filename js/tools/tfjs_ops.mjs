/**
 * Writes python/tandem/converter/tfjs_ops.json: the ops that tfjs's graph executor knows, with
 * the category of each, read from the op lists inside the tfjs-converter package.
 *
 *   node js/tools/tfjs_ops.mjs <folder of @tensorflow/tfjs-converter>
 */
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

// Listed by the converter, but no executor implements them.
const WITHOUT_EXECUTOR = /^SimpleML/;

const folder = resolve(process.argv[2] ?? 'node_modules/@tensorflow/tfjs-converter');
const lists = join(folder, 'dist/operations/op_list');
const ops = {};
for (const file of readdirSync(lists).filter((name) => name.endsWith('.js'))) {
  // The files are ES modules in a package that does not say so: hand them over as data.
  const source = readFileSync(join(lists, file));
  const list = await import(`data:text/javascript;base64,${source.toString('base64')}`);
  for (const {tfOpName, category} of list.json) {
    if (!WITHOUT_EXECUTOR.test(tfOpName)) ops[tfOpName] = category;
  }
}
const {version} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const sorted = Object.fromEntries(Object.entries(ops).sort(([a], [b]) => (a < b ? -1 : 1)));
const out = new URL('../../python/tandem/converter/tfjs_ops.json', import.meta.url);
writeFileSync(out, `${JSON.stringify({tfjs: version, ops: sorted}, null, 1)}\n`);
console.log(`${Object.keys(sorted).length} ops of tfjs-converter ${version}`);
