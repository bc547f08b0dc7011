// A suite's entry in the embedded engine: the bundle that Tandem ships, and jasmine beside it.
import './embedded_globals';
import shipped from '../../../js/embedded';
import {type Request, run} from './suite';

export default {
  ...shipped,
  /** Takes a function that gives the bytes in use, for specs that look for leaks. */
  setResident: (resident: () => number): void => {
    process.memoryUsage = (() => ({rss: resident()})) as typeof process.memoryUsage;
  },
  /** Runs a suite, given as JSON. Resolves to its result as JSON, or to what went wrong. */
  runSuite: (request: string): Promise<string> =>
    run(JSON.parse(request) as Request).then(
      (done) => JSON.stringify(done),
      (error) => JSON.stringify({specs: [], messages: [String(error), String(error?.stack)]}),
    ),
};
