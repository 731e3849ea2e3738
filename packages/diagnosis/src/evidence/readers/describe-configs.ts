import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const describeConfigs = defineReader(tools.describe_configs, (output) => {
  const listed = output.configs
    .slice(0, 10)
    .map(({ name, value, source }) => `${name}=${value ?? '?'} (${source.toLowerCase()})`);
  const drifted = output.configs.filter((config) => config.drifted).length;
  const subject = output.topic === null ? `Broker ${output.broker ?? '?'}` : `Topic ${named(output.topic)}`;
  const differ = drifted === 0 ? '' : `; ${count(drifted, 'config')} not as declared`;
  const retention = output.configs.find(({ name }) => name === 'retention.ms')?.value;
  return {
    summary: `${subject}: ${listed.length === 0 ? 'no such config' : listed.join(', ')}${differ}.`,
    value: retention === undefined || retention === null ? null : Number(retention),
    unit: retention === undefined || retention === null ? null : 'ms',
    window: windowBefore(output.observedAt, 0),
  };
});
