import { setTimeout as sleep } from 'node:timers/promises';
import { launchWorkload, type WorkloadOptions } from '../workloads/workload.ts';
import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { lately, timesInState } from './trend.ts';

export interface RebalanceStormOptions {
  topic: string;
  group: string;
  partitions: number;
  produceRate: number;
  /** Members that stay, and members that come and go. */
  members: number;
  flapping: number;
  everyMs: number;
  /** Whether those that go leave the group, or are killed. */
  how: 'leave' | 'crash';
  calmMs: number;
}

/**
 * Members learn of a rebalance at their next heartbeat, and all that know it already wait for them. They read partitions
 * side by side, a little of each at a time, so that none stands still for long.
 */
const habits = { heartbeatIntervalMs: 2000, sessionTimeoutMs: 6000, fetchBytes: 4096 };
/** What those that stay manage of what is produced, all of it being theirs; and newcomers, that have to warm up. */
const spare = 1.1;
const warmingUp = 0.1;

export const rebalanceStorm: Fault<RebalanceStormOptions> = {
  name: 'consumer.rebalance-storm',
  title: 'A group that does nothing but rebalance',
  description:
    'Members of a group come and go every few seconds. The group hands its partitions round all the time and hardly ' +
    'reads, so that records pile up.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'consumer.rebalance-storm');
    return [
      { label: 'one leaves and joins', options: { topic: topic('orders'), group: group('search') } },
      {
        label: 'two leave and join, much load',
        options: {
          topic: topic('metrics'),
          group: group('rollup'),
          flapping: 2,
          everyMs: between(600, 1000),
          produceRate: between(150, 250),
        },
      },
      {
        label: 'one crashes',
        options: { topic: topic('jobs'), group: group('runner'), how: 'crash', everyMs: between(1000, 2000) },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-find', group = 'order-finder', partitions = 6, produceRate = 120 } = options;
    const { members = 1, flapping = 1, everyMs = 700, how = 'leave', calmMs = 5000 } = options;
    const consuming = { ...habits, parallel: partitions };
    const flow = { topic, group, partitions, produceRate, members, consuming, calmMs };
    return onFlow(target, flow, (running, calm) => {
      const perPartition = produceRate / partitions;
      for (const member of running.members) member.setRate(spare * perPartition);
      const newcomer = { ...running.options.member, rate: warmingUp * perPartition };
      const flaps = Array.from({ length: flapping }, () => flap(newcomer, everyMs, how));
      const look = groupHistory({ topic, group });
      return {
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `${group} rebalances all the time`, signal }, async (admin) => {
            const looks = await look(admin);
            const before = lately(looks, 5000)[0];
            const lag = looks.at(-1)?.lag ?? 0;
            const { times } = timesInState(looks, /Rebalance$/);
            return times >= 4 && lag > 2 * calm.lag + 50 && lag > (before?.lag ?? Infinity);
          }),
        async undo() {
          await Promise.all(flaps.map((one) => one.stop()));
        },
      };
    });
  },
};

/** Leaving and joining needs no new process each time; a crash does. */
function flap(member: WorkloadOptions, everyMs: number, how: 'leave' | 'crash'): { stop(): Promise<void> } {
  if (how === 'leave') return launchWorkload({ ...member, flapEveryMs: everyMs });
  const stopped = new AbortController();
  const crashes = (async () => {
    while (!stopped.signal.aborted) {
      const doomed = launchWorkload(member);
      await sleep(everyMs + startsWithinMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      await doomed.kill();
      await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await crashes;
    },
  };
}

const startsWithinMs = 1000;
