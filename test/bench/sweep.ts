import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agentAcls, startKafkaCluster, type KafkaCluster } from '@sremesh/sandbox';
import type { Benchmark, Result } from './benchmark.ts';
import type { Cost } from './sweep/cost.ts';
import { differences } from './sweep/exact.ts';
import { groupIds, startLoad } from './sweep/fill.ts';
import { measureKafkajs } from './sweep/kafkajs.ts';
import { measureSweeps } from './sweep/ours.ts';
import { startObserving, watch } from './sweep/perception.ts';

const topics = Array.from({ length: 20 }, (_, index) => `load-${index}`);
const smallTopics = Array.from({ length: 1000 }, (_, index) => `small-${index}`);
const sizes = [
  { groups: 2000, passes: 3 },
  { groups: 10_000, passes: 1 },
];
const runs = 25;
const sampleSize = 20;
/** Perception looks often for half a minute after its start, then at its own pace. */
const settleMs = 45_000;
const idleSeconds = 30;
const watchedSeconds = 60;

/** What observing a cluster of many groups costs, beside the common way to read their offsets. */
export const sweep: Benchmark = {
  title:
    'sweeps over 20 topics of 10 partitions and up to 10,000 groups of 10 offsets, on three real brokers',
  notMeasured:
    'a network between the processes; groups with members, of which some hundred are described in each sweep; records that keep coming; ' +
    'larger records of offsets. kafkajs reads offsets alone, a sweep all that is observed. CPU time of brokers is that of all three together ' +
    'and includes what they do anyway; perception’s share is the difference to the same brokers before it began. Everything shares the machine.',
  async run(say) {
    const dir = await mkdtemp(join(tmpdir(), 'sremesh-bench-'));
    const kafka = await startKafkaCluster({ dir: join(dir, 'kafka'), users: agentAcls });
    try {
      const load = await startLoad(kafka);
      await load.topics(topics, 10, 3);
      await load.records(topics);
      say('three brokers, 20 topics');
      const results: Result[] = [];
      let made = 0;
      for (const { groups, passes } of sizes) {
        await load.groups(groupIds(made, groups), topics);
        made = groups;
        say(`${groups} groups`);
        const compared = await compare(kafka, dir, groups, passes);
        for (const { what, unit, samples } of compared)
          if (unit !== 'ms') say(`${what}: ${samples.map((sample) => sample.toFixed(1)).join(', ')}`);
        results.push(...compared);
      }
      await load.topics(smallTopics, 1, 1);
      await load.close();
      results.push(...(await asProcess(kafka, join(dir, 'home'), say)));
      return { results };
    } finally {
      await kafka.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

async function compare(kafka: KafkaCluster, dir: string, groups: number, passes: number): Promise<Result[]> {
  const { cost: ours, observation } = await measureSweeps(kafka, runs);
  const ids = groupIds(0, groups);
  const sample = ids.filter((_, index) => index % (groups / sampleSize) === 0);
  const { compared, differ } = await differences(kafka, dir, observation, sample);
  const theirs = await measureKafkajs(kafka, ids, passes);
  const of = `of ${groups} groups`;
  return [
    ...figures(`a sweep ${of}`, ours),
    ...figures(`the offsets ${of} by kafkajs`, theirs),
    ...(['wall', 'client', 'brokers'] as const).map((kind) => ({
      what: `kafkajs to a sweep ${of}, ${names[kind]}`,
      unit: '×',
      samples: [median(theirs[kind]) / median(ours[kind])],
      target: '≥ 5',
    })),
    {
      what: `offsets ${of} that differ from Kafka’s own tool, of ${compared}`,
      unit: 'offsets',
      samples: [differ],
      target: '0',
    },
  ];
}

const names = { wall: 'time', client: 'CPU of the client', brokers: 'CPU of the brokers' } as const;

const figures = (what: string, cost: Cost): Result[] =>
  (['wall', 'client', 'brokers'] as const).map((kind) => ({
    what: `${what}, ${names[kind]}`,
    unit: 'ms',
    samples: cost[kind],
    target: '–',
  }));

async function asProcess(kafka: KafkaCluster, home: string, say: (line: string) => void): Promise<Result[]> {
  const brokers = kafka.nodes.map(({ pid }) => pid);
  await delay(5000);
  const idle = await watch(brokers, null, idleSeconds);
  say('the brokers without perception');
  const mesh = await startObserving(kafka, home);
  try {
    await delay(settleMs);
    const pid = await mesh.perceptionPid();
    const [busy, own] = await Promise.all([
      watch(brokers, pid, watchedSeconds),
      watch([pid], null, watchedSeconds),
    ]);
    say('the brokers with perception');
    const percent = (what: string, sample: number, target = '–') => ({
      ...{ what, target },
      unit: '% of a core',
      samples: [sample],
    });
    const explained = await mesh.explain(runs);
    return [
      percent('brokers before perception, 30 s', idle.cpuPercent),
      percent('brokers with perception at its own pace, 60 s', busy.cpuPercent),
      percent('perception’s share of that', busy.cpuPercent - idle.cpuPercent, '≤ 1'),
      percent('perception itself', own.cpuPercent),
      {
        what: 'perception, resident, 1,020 topics and 10,000 groups',
        unit: 'MB',
        samples: busy.residentMb,
        target: '≤ 160',
      },
      {
        what: 'explain_current_state over MCP, the same cluster',
        unit: 's',
        samples: explained,
        target: '≤ 1',
      },
    ];
  } finally {
    await mesh.stop();
  }
}

const median = (samples: readonly number[]): number =>
  samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
