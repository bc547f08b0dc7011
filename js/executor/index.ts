// Graphs that tfjs runs asynchronously, those with loops, run by plans that are made once: an LSTM
// takes half the time. What waits for something (functions, tables, boxes that are suppressed) is
// left to tfjs; a loop's body and condition that are functions are run here.
import type {
  NamedTensorMap,
  TensorArrayMap,
  TensorListMap,
} from '@tensorflow/tfjs-converter/dist/data/types';
import {ExecutionContext} from '@tensorflow/tfjs-converter/dist/executor/execution_context';
import {GraphExecutor} from '@tensorflow/tfjs-converter/dist/executor/graph_executor';
import * as tf from '@tensorflow/tfjs-node';
import {type Executor, planOf} from './plan';
import {Run} from './run';

/** What of an executor tfjs keeps private. */
interface Inner extends Executor {
  disposeIntermediateTensors(): void;
  mapInputs(inputs: NamedTensorMap): NamedTensorMap;
  checkInputs(inputs: NamedTensorMap): void;
  checkInputShapeAndType(inputs: NamedTensorMap): void;
  mapOutputs(outputs: string[]): string[];
  checkOutputs(outputs: string[]): void;
  _executeAsync(
    inputs: NamedTensorMap,
    outputs: string[],
    isFunction?: boolean,
    arrays?: TensorArrayMap,
    lists?: TensorListMap,
  ): Promise<tf.Tensor[]>;
}

const prototype = GraphExecutor.prototype as unknown as Inner;
const {_executeAsync: executeAsync} = prototype;

prototype._executeAsync = async function (
  given,
  asked,
  isFunction = false,
  arrays = {},
  lists = {},
) {
  const {weightMap, weightIds, functionExecutorMap: functions, parseNodeNameCache: names} = this;
  const context = new ExecutionContext(weightMap, arrays, lists, functions, names);
  let inputs = given;
  const closeLists = (results: tf.Tensor[]): void => {
    // Functions share them with who calls them.
    if (isFunction) return;
    const kept = [...results, ...Object.values(inputs ?? {})];
    context.dispose(new Set([...kept.map((tensor) => tensor?.id), ...weightIds]));
  };
  try {
    if (!tf.env().getBool('KEEP_INTERMEDIATE_TENSORS')) {
      this.disposeIntermediateTensors();
      let outputs = asked;
      if (!isFunction) {
        inputs = this.mapInputs(given);
        this.checkInputs(inputs);
        this.checkInputShapeAndType(inputs);
        outputs = this.mapOutputs(asked);
        this.checkOutputs(outputs);
      }
      const plan = planOf(this, inputs, outputs);
      const results = plan && (await new Run(plan, context, inputs).run());
      if (results !== null) {
        closeLists(results);
        return results;
      }
    }
    // Where an output is missing tfjs finds so too, and says why.
    return await executeAsync.call(this, given, asked, isFunction, arrays, lists);
  } catch (error) {
    // tfjs forgets them, and what is in them no scope disposes of.
    try {
      closeLists([]);
    } catch {
      // A list with gaps; what went wrong before is what to tell.
    }
    throw error;
  }
};
