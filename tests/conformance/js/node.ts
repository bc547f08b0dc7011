// A suite's entry in Node: `node node.cjs REQUEST OUT`, the result written to OUT as JSON.
import {writeFileSync} from 'node:fs';
import {run} from './suite';

void run(JSON.parse(process.argv[2] as string)).then((result) => {
  writeFileSync(process.argv[3] as string, JSON.stringify(result));
  process.exit(0);
});
