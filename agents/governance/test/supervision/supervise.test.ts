import { newTraceParent, lostAfterMs } from '@sremesh/contracts';
import { connectMesh, type Mesh } from '@sremesh/mesh';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';
import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { enrol } from '../../src/identities/enrol.ts';
import { keyOf, type IdentityRecord } from '../../src/identities/record.ts';
import { authOf, enrolment } from '../support/enrolments.ts';
import { startBeating, startReplica, type Replica } from '../support/replica.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Sooner than the queue would hand it on by itself, which takes its ack wait of five seconds. */
const handedOnWithinMs = 4000;

let nats: TestMesh;
let replica: Replica;
let reasoning: Mesh;
beforeEach(async () => {
  nats = await startTestMesh();
  replica = await startReplica(nats);
  reasoning = await nats.connect('reasoning');
  await until('a leader', () => replica.leader.isLeader() || undefined);
});
afterEach(async () => {
  await replica.stop();
  await nats.close();
});

const Told = z.object({
  instance: z.string(),
  ready: z.boolean().optional(),
  began: z.string().optional(),
  done: z.string().optional(),
  delivery: z.number().optional(),
  tried: z.string().optional(),
  came: z.string().optional(),
});

interface Worker {
  instance: string;
  child: ChildProcess;
  told: z.infer<typeof Told>[];
}

/** A worker with an enrolled identity, in a process of its own. */
async function startWorker(workMs: number): Promise<Worker> {
  const { asked, request, key, instance } = enrolment(nats, { role: 'learning' });
  const { jwt } = await enrol(replica.identities, asked, request);
  const given = JSON.stringify({ url: nats.server.url, instance, seed: key.seed, jwt, workMs });
  const child = fork(new URL('../support/worker.ts', import.meta.url), [given]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const told: Worker['told'] = [];
  child.on('message', (message) => void told.push(Told.parse(message)));
  await until('the worker', () => told.find(({ ready }) => ready));
  return { instance, child, told };
}

/** A beat in which the instance holds so many handoffs; governance hears the same ones. */
async function beatOf(instance: string, holding = 0): Promise<void> {
  const gateway = await nats.connect('gateway');
  let heard: true | undefined;
  const listening = gateway.onHeartbeat((status, inProgress) => {
    if (status.instance === instance && inProgress.length >= holding) heard = true;
  });
  await until(`a beat of ${instance}`, () => heard);
  await listening.close();
}

const handOff = (incident: string): Promise<void> =>
  reasoning.handOff(
    'write_lesson',
    { incident },
    { tenant: 'default', traceparent: newTraceParent(), incident },
    { id: 'lesson' },
  );

const stateOf = async (instance: string): Promise<IdentityRecord['state'] | undefined> =>
  (await replica.identities.identities.get(keyOf(instance)))?.value.state;

it('supervision - kill -9 of a worker: its handoff is with another at once, and its identity has ended', async () => {
  const doomed = await startWorker(60_000);
  await handOff('inc-killed');
  await until('the work to begin', () => doomed.told.find(({ began }) => began !== undefined));
  const heir = await startWorker(0);
  await beatOf(doomed.instance, 1);
  doomed.child.kill('SIGKILL');
  const taken = await until(
    'the heir to have it',
    () => heir.told.find(({ began }) => began !== undefined),
    handedOnWithinMs,
  );
  expect(taken).toMatchObject({ began: 'inc-killed', delivery: 2 });
  await until('its end', async () => ((await stateOf(doomed.instance)) === 'revoked' ? true : undefined));
  expect(await stateOf(heir.instance)).toBe('live');
});

it('supervision - a worker that was stopped and wakes up can no longer publish, acknowledge, or write', async () => {
  const sleeper = await startWorker(60_000);
  await handOff('inc-asleep');
  await until('the work to begin', () => sleeper.told.find(({ began }) => began !== undefined));
  const heir = await startWorker(2000);
  sleeper.child.send({ stop: 'inc-asleep' });
  await until('the heir to have it', () => heir.told.find(({ began }) => began !== undefined));
  expect(await stateOf(sleeper.instance)).toBe('revoked');
  sleeper.child.kill('SIGCONT');
  await until('it to go on', () => sleeper.told.find(({ done }) => done !== undefined));
  await until('the heir to be done', () => heir.told.find(({ done }) => done !== undefined));
  // What the living may do, and with it the time in which the sleeper could have done it too.
  heir.child.send({ try: 'inc-asleep' });
  await until('the heir to have tried', () =>
    heir.told.filter(({ came }) => came === 'done').length === 2 ? true : undefined,
  );
  const gateway = await nats.connect('gateway');
  const log = gateway.events({ signal: new AbortController().signal, incident: 'inc-asleep', follow: false });
  expect((await Array.fromAsync(log)).map(({ event }) => event.payload)).toEqual([
    { lessonId: heir.instance },
  ]);
  const lessons = (await nats.connect('learning')).store('lessons', z.object({ by: z.string() }));
  expect(await lessons.get(`tried-${sleeper.instance}`)).toBeUndefined();
  expect((await lessons.get(`tried-${heir.instance}`))?.value).toEqual({ by: heir.instance });
  expect(sleeper.told.filter(({ came }) => came === 'done')).toEqual([]);
  expect(heir.told.filter(({ began }) => began !== undefined)).toHaveLength(1);
});

it('supervision - an outage of NATS ends nobody, and a death meanwhile is found afterwards', async () => {
  const [one, two] = [await startWorker(0), await startWorker(0)];
  await Promise.all([beatOf(one.instance), beatOf(two.instance)]);
  await nats.server.kill();
  // Longer than an agent may be gone.
  await sleep(2500);
  await nats.server.start();
  await until('a leader again', () => replica.leader.isLeader() || undefined);
  two.child.kill('SIGKILL');
  await until('the dead one to be found', async () =>
    (await stateOf(two.instance)) === 'revoked' ? true : undefined,
  );
  await sleep(lostAfterMs);
  expect(await stateOf(one.instance)).toBe('live');
  await handOff('inc-after');
  await until('work to go on', () => one.told.find(({ done }) => done === 'inc-after'));
});

it('supervision - one that says it stops is not ended, but its name is free', async () => {
  const worker = await startWorker(0);
  await beatOf(worker.instance);
  worker.child.send({ leave: true });
  await until('it to have stopped', async () =>
    (await stateOf(worker.instance)) === 'stopped' ? true : undefined,
  );
  await sleep(lostAfterMs);
  expect(await stateOf(worker.instance)).toBe('stopped');
  const again = enrolment(nats, { role: 'learning', instance: worker.instance });
  await expect(enrol(replica.identities, again.asked, again.request)).resolves.toBeDefined();
});

it('supervision - agents that lived while there was no governance are not ended by the one that comes', async () => {
  const worker = await startWorker(0);
  await replica.stop();
  await sleep(lostAfterMs + 1000);
  replica = await startReplica(nats);
  await until('a leader', () => replica.leader.isLeader() || undefined);
  await sleep(lostAfterMs + 1000);
  expect(await stateOf(worker.instance)).toBe('live');
});

it('supervision - a follower that becomes leader ends what died around the change', async () => {
  const second = await startReplica(nats);
  const { asked, request, key, instance } = enrolment(nats, { role: 'learning' });
  const { jwt } = await enrol(replica.identities, asked, request);
  const auth = authOf(key, jwt);
  const mesh = await connectMesh({ servers: nats.server.url, role: 'learning', instance, auth });
  const beating = startBeating(mesh);
  await beatOf(instance);
  beating.stop();
  await mesh.close({ timeoutMs: 100 });
  await replica.stop();
  await until('the follower to lead', () => second.leader.isLeader() || undefined);
  await until('its end', async () =>
    (await second.identities.identities.get(keyOf(instance)))?.value.state === 'revoked' ? true : undefined,
  );
  replica = second;
});
