import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const readConnectorStatus = defineReader(tools.read_connector_status, (output) => {
  const failed = output.tasks.filter(({ state }) => state === 'FAILED');
  const trace = failed.find((task) => task.trace !== null)?.trace?.split('\n', 1)[0];
  return {
    summary:
      `Connector ${named(output.name)} is ${named(output.state)}; ${failed.length} of ` +
      `${count(output.tasks.length, 'task')} failed${trace === undefined ? '' : `: ${named(trace)}`}.`,
    value: failed.length,
    unit: 'tasks failed',
    window: windowBefore(output.observedAt, 0),
  };
});
