import { tools } from '@sremesh/contracts';
import { named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const describeConfigs = defineReader(tools.describe_configs, (output) => {
  const listed = output.configs
    .slice(0, 10)
    .map(({ name, value, source }) => `${name}=${value ?? '?'} (${source.toLowerCase()})`);
  const retention = output.configs.find(({ name }) => name === 'retention.ms')?.value;
  return {
    summary: `Topic ${named(output.topic ?? `broker ${output.broker ?? '?'}`)}: ${listed.length === 0 ? 'no such config' : listed.join(', ')}.`,
    value: retention === undefined || retention === null ? null : Number(retention),
    unit: retention === undefined || retention === null ? null : 'ms',
    window: windowBefore(output.observedAt, 0),
  };
});
