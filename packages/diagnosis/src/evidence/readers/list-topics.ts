import { tools } from '@sremesh/contracts';
import { count } from '../../text.ts';
import { defineReader, windowBefore } from './reader.ts';

export const listTopics = defineReader(tools.list_topics, (output) => {
  const unwell = output.topics.filter(({ underReplicated, offline }) => underReplicated + offline > 0).length;
  const partly = output.visibility.complete === false ? ' Not every topic may be seen.' : '';
  return {
    summary: `${count(output.total, 'topic')}, ${count(unwell, 'topic')} of those listed not fully replicated.${partly}`,
    value: output.total,
    unit: 'topics',
    window: windowBefore(output.observedAt, 0),
  };
});
