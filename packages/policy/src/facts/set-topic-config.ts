import { TopicConfigPreState, tools } from '@sremesh/contracts';
import type { ToolFacts } from './facts.ts';
import { milliseconds, putsBack, retentionChangeOf } from './retention.ts';

export const factsOfSetTopicConfig: ToolFacts = {
  factsOf(call) {
    const args = tools.set_topic_config.input.safeParse(call.args);
    if (!args.success) return { none: 'the call would have to name a topic and its configs' };
    const { topic, configs } = args.data;
    const before = TopicConfigPreState.safeParse(call.preState);
    const read = before.success ? Object.keys(before.data).toSorted() : [];
    if (read.join() !== Object.keys(configs).toSorted().join())
      return {
        none: 'the pre-state would have to give the override of each config that is set, and nothing else',
      };
    const change = retentionChangeOf(call);
    const retentionFrom = milliseconds(change?.from ?? null);
    const retentionTo = milliseconds(change?.to ?? null);
    const facts = {
      topic,
      names: Object.keys(configs),
      settings: Object.entries(configs).flatMap(([name, value]) =>
        value === null ? [] : `${name}=${value}`,
      ),
      onlyRetention: change !== undefined,
      ...(retentionFrom === undefined ? {} : { retentionFrom }),
      ...(retentionTo === undefined ? {} : { retentionTo }),
      putsBack: putsBack(call),
    };
    return { facts };
  },
  resourcesOf(args) {
    const parsed = tools.set_topic_config.input.safeParse(args);
    return parsed.success ? [`topic:${parsed.data.topic}`] : [];
  },
};
