import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { seeded } from '../faults/seed.ts';
import { consumerAcls, producerAcls } from '../kafka/acls.ts';
import { grantAcls } from '../kafka/admin.ts';
import { forget } from '../kafka/forget.ts';
import { createTopic } from '../kafka/topics.ts';
import type { Control } from './control.ts';

export interface AdminAtWorkOptions {
  topics: readonly string[];
  /** Of a user that is not there yet. */
  user: string;
  group: string;
  /** How long each topic and its rights stay. */
  everyMs: number;
}

export const adminAtWork: Control<AdminAtWorkOptions> = {
  name: 'admin-at-work',
  title: 'An admin makes topics and rights, and deletes them again',
  touches: 'flow',
  variants(seed) {
    const { topic, group, plain, between } = seeded(seed, 'control.admin-at-work');
    const names = (word: string) => ({ user: plain(word), group: group(word) });
    return [
      { label: 'one topic', options: { topics: [topic('staging')], ...names('trainee') } },
      {
        label: 'three topics in turn',
        options: {
          topics: [topic('draft'), topic('review'), topic('final')],
          everyMs: between(2000, 3000),
          ...names('editor'),
        },
      },
      {
        label: 'slowly',
        options: { topics: [topic('yearly')], everyMs: 10_000, ...names('auditor') },
      },
    ];
  },
  async start({ kafka }, options = {}) {
    const { topics = ['of-a-trial'], user = 'trainee', group = 'trial-readers', everyMs = 4000 } = options;
    const over = new AbortController();
    const belongings = { topics, groups: [group], users: [user] };
    const round = async (admin: Admin) => {
      for (const topic of topics) {
        await createTopic(admin, { topic, numPartitions: 3 });
        await grantAcls(admin, user, [...producerAcls(topic), ...consumerAcls(topic, group)]);
        await sleep(everyMs, undefined, { signal: over.signal });
        await forget(admin, { ...belongings, topics: [topic] });
        await sleep(everyMs, undefined, { signal: over.signal });
      }
    };
    const working = kafka.withAdmin(async (admin) => {
      try {
        while (!over.signal.aborted) await round(admin);
      } catch (error) {
        if (!over.signal.aborted) console.error(error);
      }
      await forget(admin, belongings);
    });
    working.catch(() => undefined);
    return {
      resources: [
        ...topics.map((name) => ({ kind: 'topic' as const, name })),
        { kind: 'consumer-group', name: group },
        { kind: 'principal', name: `User:${user}` },
      ],
      stop() {
        over.abort();
        return working;
      },
    };
  },
};
