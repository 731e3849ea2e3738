import { tools } from '@sremesh/contracts';
import { count, duration, named, round } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listRecentRebalances = defineReader(tools.list_recent_rebalances, (output, args) => {
  const { rebalances, omitted, mostPerMinute, windowSeconds } = output;
  const of = args.groupId === undefined ? 'All groups together' : `Group ${named(args.groupId)}`;
  const causes = Object.entries(Object.groupBy(rebalances, ({ cause }) => cause)).map(
    ([cause, those]) => `${cause} ${those.length}`,
  );
  return {
    summary:
      `${of} had ${count(rebalances.length + omitted, 'rebalance')} in the last ${duration(windowSeconds)}` +
      `${causes.length === 0 ? '' : ` (${causes.join(', ')})`}, up to ${round(mostPerMinute, 1)} a minute.`,
    value: round(mostPerMinute, 3),
    unit: 'rebalances a minute',
    window: windowBefore(output.observedAt, windowSeconds),
  };
});
