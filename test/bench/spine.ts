import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agentRoles } from '@sremesh/contracts';
import { findFault, type Sandbox } from '@sremesh/sandbox';
import { closed, startMesh, type TestMesh } from '../e2e/support/mesh.ts';
import type { Benchmark, Result } from './benchmark.ts';
import { cpuSeconds } from './cpu-time.ts';

const starts = 3;
const incidentsPerStart = 5;
const idleSeconds = 20;

const startSeconds: Result = {
  what: 'warm start until every agent is ready',
  unit: 's',
  samples: [],
  target: '≤ 15',
};
const detect: Result = {
  what: 'leader skew visible in metadata → incident opened',
  unit: 's',
  samples: [],
  target: 'p95 ≤ 2.5',
};
const commit: Result = {
  what: 'approval decided → effect committed in Kafka',
  unit: 's',
  samples: [],
  target: 'p95 ≤ 1',
};
const heal: Result = {
  what: 'skew visible → resolved, without the person',
  unit: 's',
  samples: [],
  target: '–',
};
const idle: Result = {
  what: 'all agents together, nothing happening',
  unit: 'cores',
  samples: [],
  target: '≤ 0.2',
};

/** Speed and size of the spine: a real mesh on its sandbox, a real fault again and again, read from outside. */
export const spine: Benchmark = {
  title: 'start, detection, execution, memory and idle CPU of the mesh on its sandbox',
  notMeasured:
    'a cold cache; a Kafka with more than a handful of topics; a network between the processes; how long a person takes. ' +
    'Kafka, NATS, the workload and this program share the machine with the agents.',
  async run(say) {
    const memory = new Map(agentRoles.map((role) => [role, memoryOf(role)]));
    for (let start = 1; start <= starts; start++) {
      const home = await mkdtemp(join(tmpdir(), 'sremesh-bench-'));
      const from = performance.now();
      const mesh = await startMesh(home);
      startSeconds.samples.push((performance.now() - from) / 1000);
      say(`start ${start} of ${starts}: ready`);
      try {
        await delay(5000);
        idle.samples.push(await idleCores(mesh));
        for (let round = 1; round <= incidentsPerStart; round++) {
          await oneIncident(mesh, 1 + (round % 3));
          say(`start ${start}: incident ${round} of ${incidentsPerStart}`);
        }
        for (const { role, rssBytes } of await mesh.agents())
          memory.get(role as never)?.samples.push(rssBytes / 1e6);
      } finally {
        await mesh.stop();
        await rm(home, { recursive: true, force: true, maxRetries: 5 });
      }
    }
    return { results: [startSeconds, detect, commit, heal, idle, ...memory.values()] };
  },
};

const memoryOf = (role: string): Result => ({
  what: `${role}, resident after incidents`,
  unit: 'MB',
  samples: [],
  target: role === 'perception' || role === 'action' ? '≤ 160' : '≤ 128',
});

async function oneIncident(mesh: TestMesh, broker: number): Promise<void> {
  const skew = findFault('broker.leader-skew');
  if (skew === undefined) throw new Error('there is no such fault');
  const startedAt = Date.now();
  const seen = skewVisible(mesh.sandbox, broker);
  await mesh.sandbox.inject(skew, { broker });
  const visibleAt = await seen;
  const opened = await mesh.incidentOn({ kind: 'broker', name: String(broker) }, startedAt);
  const asked = await mesh.incidentWhere(opened.id, 'asks', ({ approval }) => approval !== null);
  await mesh.approve(asked);
  const ended = await mesh.incidentWhere(opened.id, 'is closed', closed);
  const at = (time: string | null | undefined) => Date.parse(time ?? '');
  detect.samples.push((at(ended.openedAt) - visibleAt) / 1000);
  commit.samples.push((at(ended.appliedAt) - at(ended.approval?.decidedAt)) / 1000);
  const personMs = at(ended.approval?.decidedAt) - at(ended.approval?.requestedAt);
  heal.samples.push((at(ended.resolvedAt) - visibleAt - personMs) / 1000);
}

/** Epoch milliseconds at which Kafka's own metadata first shows the broker back in sync and leading nothing it should lead. */
async function skewVisible({ kafka }: Sandbox, broker: number): Promise<number> {
  return kafka.withAdmin(async (admin) => {
    let gone = false;
    for (;;) {
      const { topics } = await admin.fetchTopicMetadata().catch(() => ({ topics: [] }));
      const own = topics
        .flatMap(({ partitions }) => partitions)
        .filter(({ replicas }) => replicas[0] === broker);
      gone ||= own.some(({ isr }) => !isr.includes(broker));
      if (gone && own.length > 0 && own.every(({ isr, leader }) => isr.includes(broker) && leader !== broker))
        return Date.now();
      await delay(20);
    }
  });
}

async function idleCores(mesh: TestMesh): Promise<number> {
  const pids = (await mesh.agents()).map(({ pid }) => pid);
  const before = cpuSeconds(pids);
  const from = performance.now();
  await delay(idleSeconds * 1000);
  return (cpuSeconds(pids) - before) / ((performance.now() - from) / 1000);
}
