import { tools } from '@sremesh/contracts';
import { count, named } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listConsumerGroups = defineReader(tools.list_consumer_groups, (output, args) => {
  const on = args.topic === undefined ? '' : ` on topic ${named(args.topic)}`;
  const listed = output.groups
    .slice(0, 5)
    .map(
      ({ groupId, state, lag }) =>
        `${named(groupId)} (${state}, ${lag === null ? 'lag not known' : count(lag, 'record')})`,
    );
  const partly = output.visibility.complete === false ? ' Not every group may be seen.' : '';
  return {
    summary: `${count(output.total, 'group')}${on}${listed.length === 0 ? '' : `: ${listed.join(', ')}`}.${partly}`,
    value: output.total,
    unit: 'groups',
    window: windowBefore(output.observedAt, 0),
  };
});
