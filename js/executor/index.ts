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
  const closeLists = (kept: tf.Tensor[]): void => {
    // Functions share them with who calls them.
    if (!isFunction) context.dispose(new Set([...kept.map(({id}) => id), ...weightIds]));
  };
  try {
    if (!tf.env().getBool('KEEP_INTERMEDIATE_TENSORS')) {
      this.disposeIntermediateTensors();
      let [inputs, outputs] = [given, asked];
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
        closeLists([...results, ...Object.values(given)]);
        return results;
      }
    }
    // Where an output is missing tfjs finds so too, and says why.
    return await executeAsync.call(this, given, asked, isFunction, arrays, lists);
  } catch (error) {
    // tfjs forgets them, and what is in them no scope disposes of.
    closeLists(Object.values(given));
    throw error;
  }
};
