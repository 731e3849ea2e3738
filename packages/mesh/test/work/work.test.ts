import { metaKeys, protocolVersion, streams, subjects, workConsumer } from '@sremesh/contracts';
import type { DeadLetter } from '@sremesh/mesh';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import {
  administrator,
  agent,
  context,
  newIncident,
  rawConnection,
  startMeshServer,
} from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const handoff = (incident: string, id = `${incident}:lesson`) => [context(incident), { id }] as const;

/** Messages of the learning agent that are not yet settled. */
async function unsettled(): Promise<number> {
  const manager = await (await administrator(nats)).jetstreamManager();
  const { num_pending, num_ack_pending } = await manager.consumers.info(
    streams.work.name,
    workConsumer('learning'),
  );
  return num_pending + num_ack_pending;
}

test('work - a handoff reaches its handler with arguments and context, once for one id, and is then settled', async () => {
  const [reasoning, learning] = [await agent(nats, 'reasoning'), await agent(nats, 'learning')];
  const incident = newIncident();
  const [call, options] = [
    { ...context(incident), incident },
    { id: 'lesson', grant: { signed: true } },
  ];
  await reasoning.handOff('write_lesson', { incident }, call, options);
  await reasoning.handOff('write_lesson', { incident }, call, options);
  const seen: unknown[] = [];
  await learning.work({
    write_lesson: async (input, { signal: _signal, ...work }) => void seen.push({ input, work }),
  });
  await until('the work to be settled', async () => (await unsettled()) === 0 && seen.length > 0);
  const { traceparent } = call;
  const work = {
    id: 'lesson',
    tenant: 'default',
    incident,
    traceparent,
    grant: { signed: true },
    delivery: 1,
  };
  expect(seen).toEqual([{ input: { incident }, work }]);
});

test('work - what cannot be handed off is refused at once, naming why', async () => {
  const [reasoning, perception] = [await agent(nats, 'reasoning'), await agent(nats, 'perception')];
  const incident = newIncident();
  const invalid = { code: 'MESH_MESSAGE_INVALID' };
  const wrong = reasoning.handOff('write_lesson', { incident: 'x' }, { ...context(), incident }, { id: 'i' });
  await expect(wrong).rejects.toMatchObject({ ...invalid, message: expect.stringContaining('incident') });
  const called = reasoning.handOff('describe_topics', {}, { ...context(), incident }, { id: 'i' });
  await expect(called).rejects.toMatchObject(invalid);
  const denied = perception.handOff('write_lesson', { incident }, { ...context(), incident }, { id: 'i' });
  await expect(denied).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
});

test('work - kill -9 of the worker: another one takes over, and the effect happens once', async () => {
  const start = async (workMs: number): Promise<ChildProcess> => {
    const instance = `works-${workMs}`;
    const { jwt, seed } = nats.identity('learning', instance);
    const worker = new URL('../support/lesson-worker.ts', import.meta.url);
    const child = fork(worker, [nats.url, instance, jwt(), seed, String(workMs)]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    return child;
  };
  const doomed = await start(60_000);
  const [reasoning, reader] = [await agent(nats, 'reasoning'), await agent(nats, 'learning')];
  const incident = newIncident();
  const [call, options] = handoff(incident);
  const began = once(doomed, 'message');
  await reasoning.handOff('write_lesson', { incident }, { ...call, incident }, options);
  expect(await began).toEqual([{ began: incident, delivery: 1 }, undefined]);
  doomed.kill('SIGKILL');
  const heir = await start(0);
  const effects = reader.store('lessons', z.object({ pid: z.number(), delivery: z.number() }));
  const effect = await until('the effect', () => effects.get(`effect/${options.id}`), 20_000);
  expect(effect.value).toEqual({ pid: heir.pid, delivery: 2 });
  await until('the work to be settled', async () => (await unsettled()) === 0);
});

test('work - a handler that takes longer than the acknowledgement wait keeps its handoff', async () => {
  const [reasoning, one, two] = [
    await agent(nats, 'reasoning'),
    await agent(nats, 'learning'),
    await agent(nats, 'learning'),
  ];
  const incident = newIncident();
  let runs = 0;
  const handlers = {
    write_lesson: async () => {
      runs += 1;
      await new Promise((resolve) => setTimeout(resolve, 7000));
    },
  };
  await one.work(handlers);
  await two.work(handlers);
  const [call, options] = handoff(incident);
  await reasoning.handOff('write_lesson', { incident }, { ...call, incident }, options);
  await until('the work to be settled', async () => runs > 0 && (await unsettled()) === 0, 30_000);
  expect(runs).toBe(1);
});

test('work - a handoff is not begun before its time, and waiting is no failed attempt', async () => {
  const [reasoning, learning] = [await agent(nats, 'reasoning'), await agent(nats, 'learning')];
  const incident = newIncident();
  const seen: { at: number; delivery: number }[] = [];
  const letters: DeadLetter[] = [];
  await learning.work(
    {
      write_lesson: async (_input, { delivery }) => {
        seen.push({ at: Date.now(), delivery });
        throw new Error('not yet');
      },
    },
    { maxDeliveries: 2, onDeadLetter: async (letter) => void letters.push(letter) },
  );
  const notBefore = new Date(Date.now() + 1500);
  const [call, options] = handoff(incident);
  await reasoning.handOff('write_lesson', { incident }, { ...call, incident }, { ...options, notBefore });
  await until('both attempts', () => letters.length === 1);
  expect(seen.map(({ delivery }) => delivery)).toEqual([1, 2]);
  expect(Math.min(...seen.map(({ at }) => at))).toBeGreaterThanOrEqual(notBefore.getTime());
});

test('work - what keeps failing is tried again later, then becomes a dead letter with the reason', async () => {
  const [reasoning, learning] = [await agent(nats, 'reasoning'), await agent(nats, 'learning')];
  const incident = newIncident();
  const attempts: number[] = [];
  const letters: DeadLetter[] = [];
  await learning.work(
    {
      write_lesson: async (_input, { delivery }) => {
        attempts.push(delivery);
        throw new Error('the disk is full');
      },
    },
    { maxDeliveries: 3, onDeadLetter: async (letter) => void letters.push(letter) },
  );
  const [call, options] = handoff(incident);
  await reasoning.handOff('write_lesson', { incident }, { ...call, incident }, options);
  await until('it to be given up', async () => letters.length > 0 && (await unsettled()) === 0);
  expect(attempts).toEqual([1, 2, 3]);
  const letter = {
    tool: 'write_lesson',
    tenant: 'default',
    incident,
    id: options.id,
    reason: 'the disk is full',
  };
  expect(letters).toEqual([letter]);
  const manager = await (await administrator(nats)).jetstreamManager();
  const stored = await manager.streams.getMessage(streams.dead.name, {
    last_by_subj: subjects.dead('default', 'learning', incident),
  });
  expect(stored.json()).toMatchObject({
    params: { ...letter, deliveries: 3, message: expect.stringContaining(incident) },
  });
});

test('work - what cannot be valid is buried at once, never run, and what follows is served', async () => {
  const [reasoning, learning] = [await agent(nats, 'reasoning'), await agent(nats, 'learning')];
  const raw = await rawConnection(nats, 'reasoning');
  const incident = newIncident();
  const request = (params: object) =>
    JSON.stringify({
      jsonrpc: '2.0',
      id: 'w',
      method: 'tools/call',
      params: {
        name: 'write_lesson',
        arguments: { incident },
        _meta: { 'io.modelcontextprotocol/protocolVersion': protocolVersion },
        ...params,
      },
    });
  const bad = [
    'not json',
    '{}',
    request({ _meta: {} }),
    request({ name: 'no_such_tool' }),
    request({ name: 'advance_incident' }),
    request({ arguments: { incident: 7 } }),
    request({
      _meta: { 'io.modelcontextprotocol/protocolVersion': protocolVersion, [metaKeys.notBefore]: 'soon' },
    }),
  ];
  for (const body of bad) await raw.request(subjects.work('default', 'learning', incident), body);
  const letters: DeadLetter[] = [];
  const ran: string[] = [];
  await learning.work(
    { write_lesson: async (_input, { id }) => void ran.push(id) },
    { onDeadLetter: async (letter) => void letters.push(letter) },
  );
  const [call, options] = handoff(incident, 'good');
  await reasoning.handOff('write_lesson', { incident }, { ...call, incident }, options);
  await until('all to be settled', async () => ran.length > 0 && (await unsettled()) === 0);
  expect(ran).toEqual(['good']);
  expect(letters.map(({ reason }) => reason)).toEqual([
    expect.stringContaining('not JSON'),
    expect.stringContaining('jsonrpc'),
    expect.stringContaining('protocolVersion'),
    expect.stringContaining('no_such_tool'),
    expect.stringContaining('not handed to learning'),
    expect.stringContaining('incident'),
    expect.stringContaining('not-before'),
  ]);
});

test('work - handoffs of one incident run one after the other, those of others beside them, within the bound', async () => {
  const [reasoning, learning] = [await agent(nats, 'reasoning'), await agent(nats, 'learning')];
  const incidents = [newIncident(), newIncident(), newIncident()];
  for (const incident of incidents)
    for (const id of ['a', 'b', 'c', 'd'])
      await reasoning.handOff('write_lesson', { incident }, { ...context(), incident }, { id });
  const running = new Map<string, number>();
  let [most, mostOfOne] = [0, 0];
  const order = new Map<string, string[]>(incidents.map((incident) => [incident, []]));
  const loop = await learning.work(
    {
      write_lesson: async ({ incident }, { id }) => {
        order.get(incident)?.push(id);
        running.set(incident, (running.get(incident) ?? 0) + 1);
        mostOfOne = Math.max(mostOfOne, running.get(incident) ?? 0);
        most = Math.max(
          most,
          [...running.values()].reduce((sum, n) => sum + n, 0),
        );
        await new Promise((resolve) => setTimeout(resolve, 50));
        running.set(incident, (running.get(incident) ?? 0) - 1);
      },
    },
    { concurrency: 3 },
  );
  await until('all to run', async () => (await unsettled()) === 0 && loop.active === 0);
  expect([...order.values()]).toEqual(incidents.map(() => ['a', 'b', 'c', 'd']));
  expect(mostOfOne).toBe(1);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(3);
});

test('work - closing finishes what is in progress; what does not end in time is aborted and handed back', async () => {
  const [reasoning, first, second] = [
    await agent(nats, 'reasoning'),
    await agent(nats, 'learning'),
    await agent(nats, 'learning'),
  ];
  const incident = newIncident();
  const signals: AbortSignal[] = [];
  const loop = await first.work({
    write_lesson: async (_input, { signal }) => {
      signals.push(signal);
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  const [call, options] = handoff(incident);
  await reasoning.handOff('write_lesson', { incident }, { ...call, incident }, options);
  await until('the work to begin', () => loop.active === 1);
  await first.close({ timeoutMs: 200 });
  expect(signals[0]?.aborted).toBe(true);
  const taken: number[] = [];
  await second.work({ write_lesson: async (_input, { delivery }) => void taken.push(delivery) });
  await until('the other to have it', async () => taken.length > 0 && (await unsettled()) === 0, 4000);
  expect(taken).toEqual([2]);
});

test('work - the loop goes on by itself after the server was killed and came back', async () => {
  const [reasoning, learning] = [await agent(nats, 'reasoning'), await agent(nats, 'learning')];
  const ran = new Set<string>();
  await learning.work({ write_lesson: async (input) => void ran.add(input.incident) });
  const [before, after] = [newIncident(), newIncident()];
  await reasoning.handOff(
    'write_lesson',
    { incident: before },
    { ...context(), incident: before },
    { id: 'i' },
  );
  await until('the first to run', () => ran.has(before));
  await nats.kill();
  await until('the agents to notice', () => !learning.connected && !reasoning.connected);
  await nats.start();
  await reasoning.handOff(
    'write_lesson',
    { incident: after },
    { ...context(), incident: after },
    { id: 'i' },
  );
  await until('the second to run', () => ran.has(after));
});
