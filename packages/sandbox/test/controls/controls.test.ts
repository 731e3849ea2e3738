import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { batch } from '../../src/controls/batch.ts';
import { controls } from '../../src/controls/index.ts';
import { replay } from '../../src/controls/replay.ts';
import { retiredGroup } from '../../src/controls/retired-group.ts';
import type { FaultTarget } from '../../src/faults/fault.ts';
import { groupHistory, lookAtGroup, type Flow, type GroupLook } from '../../src/faults/look.ts';
import { stands } from '../../src/faults/trend.ts';
import { startKafkaCluster, type KafkaCluster } from '../../src/kafka/cluster.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { declareIn } from '../../src/services/declared.ts';
import { workloadUsers } from '../../src/workloads/pipeline.ts';
import { tempDir } from '../support/temp-dir.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const patience = { timeoutMs: 60_000, everyMs: 250 };

let dir: string;
let kafka: KafkaCluster;
let target: FaultTarget;

beforeAll(async () => {
  dir = await tempDir();
  const users = { [workloadUsers.producer]: [], [workloadUsers.consumer]: [] };
  kafka = await startKafkaCluster({ dir, users });
  const baseFlow = () => Promise.reject(new Error('no control is about it'));
  const declared = await declareIn(join(dir, 'declared-config.yaml'));
  target = { kafka, baseFlow, logDir: dir, connect: undefined, registry: undefined, declared };
});

afterAll(async () => {
  await kafka?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Looks at a group until something holds of what was seen of it. */
const seen = (flow: Flow, what: string, holds: (looks: readonly GroupLook[]) => boolean) =>
  kafka.withAdmin((admin) => {
    const look = groupHistory(flow, 60_000);
    return waitUntil({ ...patience, what }, async () => holds(await look(admin)));
  });

test.concurrent.each(controls)('$name - runs, and nothing of it is left afterwards', async (control) => {
  // The first of each is what the scoreboard's short form watches.
  const variant = control.variants(process.pid)[1];
  const running = await control.start(target, variant?.options);
  const names = running.resources.map(({ name }) => name);
  const here = () =>
    kafka.withAdmin(async (admin) => {
      const { groups } = await admin.listGroups();
      const all = [...(await admin.listTopics()), ...groups.map(({ groupId }) => groupId)];
      return all.filter((name) => names.includes(name));
    });
  await waitUntil({ ...patience, what: 'it is there' }, async () => (await here()).length > 0);
  await running.stop();
  await running.stop();
  expect(await here()).toEqual([]);
});

test.concurrent('batch commits - the lag is a saw', async () => {
  const flow = { topic: 'saw', group: 'saw-readers' };
  const running = await batch.start(target, { ...flow, commitEveryMs: 4000, produceRate: 100 });
  const isSaw = (looks: readonly GroupLook[]) => {
    const lags = looks.map(({ lag }) => lag);
    const falls = lags.filter((lag, index) => lag < (lags[index - 1] ?? 0) - 150);
    return falls.length >= 2 && Math.max(...lags) > 250;
  };
  await seen(flow, 'two teeth', isSaw);
  await running.stop();
});

test.concurrent('replay - the new group works off what is old, the other keeps up', async () => {
  const flow = { topic: 'old', group: 'live' };
  const running = await replay.start(target, { ...flow, newGroup: 'anew', records: 2000, readRate: 400 });
  await seen({ topic: 'old', group: 'anew' }, 'all of it unread', (looks) => (looks.at(-1)?.lag ?? 0) > 1000);
  await seen({ topic: 'old', group: 'anew' }, 'nearly read', (looks) => (looks.at(-1)?.lag ?? 0) < 500);
  await seen(flow, 'the other keeps up', (looks) => (looks.at(-1)?.lag ?? Infinity) < 200);
  await running.stop();
});

test.concurrent('retired group - it is empty, and its lag stays what it is', async () => {
  const flow = { topic: 'given-up', group: 'gone' };
  const running = await retiredGroup.start(target, { ...flow, records: 400, read: 0.25 });
  await seen(flow, 'no change', (looks) => stands(looks, 2000, ({ lag }) => lag));
  const look = await kafka.withAdmin((admin) => lookAtGroup(admin, flow));
  expect(look).toMatchObject({ state: 'Empty', members: 0, end: 400 });
  expect(look.lag).toBeGreaterThan(290);
  await running.stop();
});
