import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const describeTopics = defineReader(tools.describe_topics, (output, args) => {
  const total = output.partitions.length + output.omitted;
  const topics = [...new Set(output.partitions.map(({ topic }) => topic))];
  const listed = topics.slice(0, 5).map(named).join(', ');
  const of = topics.length === 0 ? '' : `, of ${listed}${topics.length > 5 ? ' and others' : ''}`;
  const what = args.onlyLeaderSkew ? 'led by another than the preferred leader, which is in sync' : 'seen';
  return {
    summary: `${count(total, 'partition')} ${what}${of}.`,
    value: total,
    unit: 'partitions',
    window: windowBefore(output.observedAt, 0),
  };
});
