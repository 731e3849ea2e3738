import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Grant, MeshError } from '@sremesh/contracts';
import { LeaseRecord, type Mesh } from '@sremesh/mesh';
import { generateKeyPair } from '@sremesh/policy';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { GrantRecord } from '../src/records.ts';
import { callIn } from './support/changes.ts';
import { people } from './support/people.ts';
import { approved } from './support/running.ts';

vi.setConfig({ testTimeout: 90_000 });

let nats: TestMesh;
let agents: { reasoning: Mesh; gateway: Mesh };
const handed: { incident: string; grantId: string }[] = [];
let settings: Record<string, string>;
beforeEach(async () => {
  nats = await startTestMesh();
  agents = { reasoning: await nats.connect('reasoning'), gateway: await nats.connect('gateway') };
  handed.length = 0;
  const action = await nats.connect('action');
  await action.work({
    set_topic_config: async (_, { incident = '', grant }) =>
      void handed.push({ incident, grantId: Grant.parse(grant).id }),
  });
  settings = {
    ...nats.forGovernance(),
    SREMESH_MODE: 'heal',
    KAFKA_BROKERS: '127.0.0.1:1',
    SREMESH_ALLOW_UNENFORCED: 'true',
    SREMESH_GRANT_SIGNING_KEY: generateKeyPair().seed,
    SREMESH_APPROVERS: JSON.stringify(Object.values(people).map(({ approver }) => approver)),
  };
});
afterEach(() => nats.close());

/** A replica of governance as it is run, serving: there is no Kafka for it to be ready. */
async function start(instance: string): Promise<{ instance: string; child: ChildProcess }> {
  const ready = new Promise<void>((resolve) => {
    const heard = agents.gateway.onHeartbeat((status) => {
      if (status.instance !== instance) return;
      void heard.close();
      resolve();
    });
  });
  const main = join(import.meta.dirname, '../src/main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { PATH: process.env['PATH'] ?? '', SREMESH_INSTANCE: instance, ...settings },
    stdio: ['ignore', process.env['LOG_LEVEL'] === undefined ? 'ignore' : 'inherit', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await ready;
  return { instance, child };
}

async function startPair() {
  const pair = [await start('one'), await start('two')] as const;
  const records = await nats.connectRecords();
  const leases = records.store('leases', LeaseRecord);
  const holder = async () => (await leases.get('leader'))?.value.holder;
  const first = await until('a leader', holder);
  const [leader, follower] = first === 'one' ? pair : [pair[1], pair[0]];
  return { leader, follower, holder, grants: records.store('grants', GrantRecord) };
}

/** A call that a dying replica took is not answered; whoever asks does not wait longer than this for it. */
const answeredWithinMs = 1500;

/** The grant asked for again and again until it is given, and what was said before. */
async function askUntilGranted({ incident, proposalId }: { incident: string; proposalId: string }) {
  const refusals: MeshError[] = [];
  const wanted = { incident, proposalId, step: 0, direction: 'forward' as const, attempt: 1 };
  for (;;) {
    try {
      const answer = await agents.reasoning.call('request_grant', wanted, callIn(incident), {
        timeoutMs: answeredWithinMs,
      });
      return { answer, refusals };
    } catch (error) {
      if (!(error instanceof MeshError) || !error.retryable || refusals.length > 500) throw error;
      refusals.push(error);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

it('replicas - every tool works through either of two, and what only the leader does is done once', async () => {
  const { grants } = await startPair();
  const changes = await Promise.all(Array.from({ length: 4 }, () => approved(agents)));
  const answers = await Promise.all(
    changes.flatMap((change) => [change, change, change].map(askUntilGranted)),
  );
  expect(answers.every(({ answer }) => answer.granted)).toBe(true);
  expect(new Set(answers.map(({ answer }) => answer.grantId)).size).toBe(4);
  await until('each to be handed on', () => (handed.length >= 4 ? true : undefined));
  for (let asked = 0; asked < 12; asked++) {
    const { items } = await agents.gateway.call('list_approvals', {}, callIn('inc-1'));
    expect(items).toHaveLength(4);
  }
  expect(new Set(handed.map(({ incident }) => incident)).size).toBe(4);
  expect(handed).toHaveLength(4);
  expect(await Array.fromAsync(grants.entries())).toHaveLength(4);
});

it('replicas - the leader dies while deciding: the other leads, and nothing is lost or granted twice', async () => {
  const { leader, follower, holder, grants } = await startPair();
  const changes = await Promise.all(Array.from({ length: 5 }, () => approved(agents)));
  const [first, ...rest] = changes;
  if (first === undefined) throw new Error('no change');
  await askUntilGranted(first);
  const asking = rest.flatMap((change) => [change, change].map(askUntilGranted));
  leader.child.kill('SIGKILL');
  await until('the follower to lead', async () =>
    (await holder()) === follower.instance ? true : undefined,
  );
  const answers = await Promise.all(asking);
  expect(answers.every(({ answer }) => answer.granted)).toBe(true);
  await until('each to be handed on', () =>
    new Set(handed.map(({ incident }) => incident)).size === 5 ? true : undefined,
  );
  const stored = await Array.fromAsync(grants.entries());
  expect(stored.map(({ value }) => value.grant.incident).toSorted()).toEqual(
    changes.map(({ incident }) => incident).toSorted(),
  );
  const ids = handed.map(({ grantId }) => grantId);
  expect(new Set(ids)).toEqual(new Set(stored.map(({ value }) => value.grant.id)));
  expect(ids).toHaveLength(5);
  for (const { incident } of changes) expect(await toldGrants(incident)).toBe(1);
});

it('replicas - while there is no leader nothing is granted, and whoever asks is told so', async () => {
  const { leader, follower, holder, grants } = await startPair();
  const change = await approved(agents);
  const killedAt = Date.now();
  leader.child.kill('SIGKILL');
  await once(leader.child, 'exit');
  const asked = await Promise.all(Array.from({ length: 4 }, () => askUntilGranted(change)));
  expect(asked.every(({ answer }) => answer.granted)).toBe(true);
  expect(await holder()).toBe(follower.instance);
  const refusals = asked.flatMap((each) => each.refusals);
  expect(refusals.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('governance has no leader at the moment'),
  );
  expect(['MESH_NO_RESPONDER', 'MESH_TIMEOUT']).toEqual(
    expect.arrayContaining([...new Set(refusals.map(({ code }) => code))]),
  );
  const stored = await Array.fromAsync(grants.entries());
  expect(stored).toHaveLength(1);
  // Nobody else leads before the dead one would have had to count itself out.
  const issuedAt = Date.parse(stored[0]?.value.grant.issuedAt ?? '');
  expect(issuedAt - killedAt).toBeGreaterThan(700);
});

async function toldGrants(incident: string): Promise<number> {
  const { signal } = new AbortController();
  const log = await Array.fromAsync(agents.gateway.events({ signal, incident, follow: false }));
  return log.filter(({ event }) => event.type === 'granted').length;
}
