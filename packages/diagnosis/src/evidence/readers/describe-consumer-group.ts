import { tools } from '@sremesh/contracts';
import { count, duration, named, percent, round } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const describeConsumerGroup = defineReader(tools.describe_consumer_group, (output) => ({
  summary:
    `Group ${named(output.groupId)} is ${named(output.state)} with ${count(output.memberCount, 'member')}; it was rebalancing in ${percent(output.rebalancingShare)} ` +
    `of the last ${duration(output.windowSeconds)}, with ${count(output.stateChanges, 'change')} of state.`,
  value: round(output.rebalancingShare * output.windowSeconds, 3),
  unit: 's rebalancing',
  window: windowBefore(output.observedAt, output.windowSeconds),
}));
