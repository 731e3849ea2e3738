import type { ToolInput } from '@sremesh/contracts';
import type { WriteAccess } from '../access/binding.ts';
import { electLeadersAccess } from './elect-leaders.ts';
import { setTopicConfigAccess } from './set-topic-config.ts';
import type { WriteToolName } from './write-action.ts';

/** What each write action takes in Kafka to read its pre-state, apply and read back: no more, and no less. */
export const writeAccess: { [N in WriteToolName]: (input: ToolInput<N>) => WriteAccess } = {
  set_topic_config: setTopicConfigAccess,
  elect_leaders: electLeadersAccess,
};
