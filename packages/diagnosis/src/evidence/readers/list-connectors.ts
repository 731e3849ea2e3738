import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listConnectors = defineReader(tools.list_connectors, (output) => {
  const failed = output.connectors.filter(({ state, failedTasks }) => state === 'FAILED' || failedTasks > 0);
  const names = failed.slice(0, 5).map(({ name }) => named(name));
  return {
    summary: output.configured
      ? `${count(output.total, 'connector')}, ${failed.length} failed${names.length === 0 ? '' : `: ${names.join(', ')}`}.`
      : 'No Kafka Connect is configured.',
    value: output.configured ? failed.length : null,
    unit: output.configured ? 'connectors failed' : null,
    window: windowBefore(output.observedAt, 0),
  };
});
