import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listConnectors = defineReader(tools.list_connectors, (output) => {
  const failed = output.connectors.filter(({ state, failedTasks }) => state === 'FAILED' || failedTasks > 0);
  const names = failed.slice(0, 5).map(({ name }) => named(name));
  return {
    summary: `${count(output.total, 'connector')}, ${failed.length} failed${names.length === 0 ? '' : `: ${names.join(', ')}`}.`,
    value: failed.length,
    unit: 'connectors failed',
    window: windowBefore(output.observedAt, 0),
  };
});
