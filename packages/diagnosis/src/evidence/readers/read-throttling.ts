import { tools } from '@sremesh/contracts';
import { count, named, round } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const readThrottling = defineReader(tools.read_throttling, ({ clients, ...output }) => {
  const [worst] = clients.toSorted((a, b) => b.throttleMs - a.throttleMs);
  const said = output.metrics
    ? 'No client is throttled.'
    : 'Metrics cannot be read: throttling is not known.';
  return {
    summary:
      worst === undefined
        ? said
        : `${count(clients.length, 'client')} throttled; most of all ${named(`${worst.user}/${worst.clientId}`)}, ` +
          `${worst.request} requests by ${round(worst.throttleMs, 1)} ms.`,
    value: output.metrics ? round(worst?.throttleMs ?? 0, 3) : null,
    unit: output.metrics ? 'ms' : null,
    window: windowBefore(output.observedAt, output.windowSeconds),
  };
});
