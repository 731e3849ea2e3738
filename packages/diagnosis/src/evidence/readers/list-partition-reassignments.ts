import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listPartitionReassignments = defineReader(
  tools.list_partition_reassignments,
  ({ reassignments, total, observedAt }) => {
    const topics = [...new Set(reassignments.map(({ topic }) => topic))];
    const of = topics.length === 0 ? '' : `, of ${topics.slice(0, 5).map(named).join(', ')}`;
    return {
      summary: `${count(total, 'partition')} being reassigned${of}${topics.length > 5 ? ' and others' : ''}.`,
      value: total,
      unit: 'partitions',
      window: windowBefore(observedAt, 0),
    };
  },
);
