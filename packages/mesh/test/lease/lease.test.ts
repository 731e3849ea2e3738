import { connectRecords, KeyLease, LeaseRecord } from '@sremesh/mesh';
import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

let nats: TestNats;
beforeEach(async () => {
  nats = await startMeshServer();
});
afterEach(() => nats.close());

interface Told {
  name: string;
  term?: number | null;
  before?: boolean;
  after?: boolean;
  ready?: boolean;
}

/** A contender in a process of its own, and everything it told so far. */
function contender(name: string): { child: ChildProcess; told: Told[] } {
  const { jwt, seed } = nats.records(name);
  const program = new URL('../support/lease-contender.ts', import.meta.url);
  const child = fork(program, [nats.url, name, jwt(), seed]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const told: Told[] = [];
  child.on('message', (message: Told) => void told.push(message));
  return { child, told };
}

async function contend(holder: string): Promise<{ lease: KeyLease; terms: (number | undefined)[] }> {
  const auth = nats.records(holder);
  const records = await connectRecords({ servers: nats.url, instance: holder, auth });
  const lease = new KeyLease({ store: records.store('leases', LeaseRecord), key: 'lease', holder });
  onTestFinished(async () => {
    await lease.close();
    await records.close({ timeoutMs: 500 });
  });
  const terms: (number | undefined)[] = [];
  lease.onChange((term) => void terms.push(term));
  return { lease, terms };
}

const leads = ({ told }: { told: Told[] }): number | undefined =>
  told.findLast(({ term }) => term !== undefined)?.term ?? undefined;

test('lease - one of two contenders holds it; given back, the other has it, in a later term', async () => {
  const [one, two] = [await contend('one'), await contend('two')];
  await until('a holder', () => one.lease.valid() || two.lease.valid());
  const [first, second] = one.lease.valid() ? [one, two] : [two, one];
  for (const end = Date.now() + 2500; Date.now() < end; await sleep(5))
    expect([first.lease.valid(), second.lease.valid()]).toEqual([true, false]);
  const term = first.lease.term ?? 0;
  expect(second.lease.holder).toBe(first === one ? 'one' : 'two');
  await first.lease.close();
  await until('the other to hold it', () => second.lease.valid());
  expect([first.terms, second.terms]).toEqual([[term, undefined], [term + 1]]);
});

test('lease - kill -9 of the holder: another holds it, in a later term', async () => {
  const [one, two] = [contender('one'), contender('two')];
  await until('a holder', () => leads(one) ?? leads(two));
  await until('both to run', () => [one, two].every(({ told }) => told.some(({ ready }) => ready)));
  const [first, second] = leads(one) === undefined ? [two, one] : [one, two];
  const term = leads(first) ?? 0;
  first.child.kill('SIGKILL');
  await until('the other to hold it', () => leads(second));
  expect(leads(second)).toBe(term + 1);
});

test('lease - a holder that was stopped finds itself deposed before it does anything', async () => {
  const first = contender('first');
  await until('it to hold it', () => leads(first));
  const heir = await contend('heir');
  await until('the heir to look', () => heir.lease.holder === 'first');
  first.child.send('stop');
  await until('the heir to hold it', () => heir.lease.valid());
  first.child.kill('SIGCONT');
  await until('it to go on', () => first.told.find(({ after }) => after !== undefined));
  expect(first.told.find(({ after }) => after !== undefined)).toEqual({
    name: 'first',
    before: true,
    after: false,
  });
  await until('it to be told', () => leads(first) === undefined);
  for (const end = Date.now() + 1000; Date.now() < end; await sleep(10))
    expect(heir.lease.valid()).toBe(true);
  expect(heir.terms).toEqual([2]);
});

test('lease - a holder that stopped for less than its time goes on holding, in the same term', async () => {
  const first = contender('first');
  await until('it to hold it', () => leads(first));
  const heir = await contend('heir');
  await until('the heir to look', () => heir.lease.holder === 'first');
  first.child.send('stop');
  await sleep(250);
  first.child.kill('SIGCONT');
  await until('it to go on', () => first.told.find(({ after }) => after === true));
  await sleep(2000);
  expect(heir.terms).toEqual([]);
  expect(leads(first)).toBe(1);
});

test.each([-300_000, 300_000])('lease - a clock that is %i ms off changes nothing', async (offMs) => {
  const first = contender('first');
  await until('it to hold it', () => leads(first));
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() + offMs);
  onTestFinished(() => void vi.restoreAllMocks());
  const heir = await contend('heir');
  await sleep(2500);
  expect(heir.terms).toEqual([]);
  const killed = performance.now();
  first.child.kill('SIGKILL');
  await until('the heir to hold it', () => heir.lease.valid());
  expect(performance.now() - killed).toBeGreaterThan(700);
});

test('lease - without the server nobody holds it after its time; when it is back one does, in a later term', async () => {
  const [one, two] = [await contend('one'), await contend('two')];
  await until('a holder', () => one.lease.valid() || two.lease.valid());
  const before = one.lease.term ?? two.lease.term ?? 0;
  await nats.kill();
  await until('it to be over', () => !one.lease.valid() && !two.lease.valid());
  await sleep(1000);
  expect([one.lease.valid(), two.lease.valid()]).toEqual([false, false]);
  await nats.start();
  await until('a holder again', () => one.lease.valid() || two.lease.valid());
  expect(one.lease.term ?? two.lease.term).toBeGreaterThan(before);
  expect([one.lease.valid(), two.lease.valid()].filter(Boolean)).toHaveLength(1);
});

test('lease - the terms of five contenders whose holders keep dying never overlap and never come twice', async () => {
  const spans: { name: string; term: number; from: number; to: number }[] = [];
  const contenders = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map(async (name) => ({
      name,
      ...(await contend(name)),
    })),
  );
  for (let deaths = 0; deaths < 5; deaths++) {
    const holder = await until('a holder', () => contenders.find(({ lease }) => lease.valid()));
    const from = performance.now();
    const term = holder.lease.term ?? 0;
    for (let look = 0; look < 20; look++) {
      expect(contenders.filter(({ lease }) => lease.valid()).length).toBeLessThanOrEqual(1);
      await sleep(5);
    }
    await holder.lease.close();
    spans.push({ name: holder.name, term, from, to: performance.now() });
  }
  expect(spans.map(({ term }) => term)).toEqual([1, 2, 3, 4, 5]);
  expect(new Set(spans.map(({ name }) => name)).size).toBe(5);
});
