import { jetStreamApi, recordBuckets, recordStreams, streams, subjects } from '@sremesh/contracts';
import { connectRecords, type Records } from '@sremesh/mesh';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { agent, newIncident, rawConnection, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const Value = z.object({ n: z.int() });

let count = 0;
async function replica(): Promise<Records> {
  const instance = `g${(count += 1)}`;
  const records = await connectRecords({ servers: nats.url, instance, auth: nats.records(instance) });
  onTestFinished(() => records.close({ timeoutMs: 500 }));
  return records;
}

test('records - a replica reads what another wrote, in every bucket', async () => {
  const [one, two] = [await replica(), await replica()];
  for (const bucket of recordBuckets) {
    await one.store(bucket, Value).create('key', { n: 1 });
    expect((await two.store(bucket, Value).get('key'))?.value).toEqual({ n: 1 });
  }
});

test('records - what is asked for is answered by who answers it, errors too; without one it is known at once', async () => {
  const [leader, follower] = [await replica(), await replica()];
  await expect(follower.request('sign', {})).rejects.toMatchObject({ code: 'MESH_NO_RESPONDER' });
  const answering = leader.answer('sign', async (body) => {
    const { n } = Value.parse(body);
    if (n > 0) return { signed: n };
    return leader.store('grants', Value).update('absent', { n }, 99);
  });
  await until('the leader to listen', () =>
    follower.request('sign', { n: 1 }).then(
      () => true,
      () => false,
    ),
  );
  expect(await follower.request('sign', { n: 2 })).toEqual({ signed: 2 });
  await expect(follower.request('sign', { n: 0 })).rejects.toMatchObject({ code: 'MESH_CONFLICT' });
  await expect(follower.request('sign', { n: 'x' })).rejects.toMatchObject({ code: 'MESH_TOOL_FAILED' });
  await answering.close();
  await expect(follower.request('sign', { n: 1 })).rejects.toMatchObject({ code: 'MESH_NO_RESPONDER' });
});

test('records - of two that append after the same message, one does; what was appended is read in order', async () => {
  const [one, two] = [await replica(), await replica()];
  const bytes = (text: string) => Buffer.from(text);
  expect(await one.last('audit')).toBeUndefined();
  const both = await Promise.allSettled([
    one.append('audit', bytes('a'), { expectedLastSequence: 0 }),
    two.append('audit', bytes('b'), { expectedLastSequence: 0 }),
  ]);
  const refused = both.filter(({ status }) => status === 'rejected');
  expect(refused).toMatchObject([{ reason: { code: 'MESH_CONFLICT' } }]);
  expect(await two.append('audit', bytes('c'), { expectedLastSequence: 1 })).toBe(2);
  const read = await one.read('audit', 1, 10);
  expect(read.map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(Buffer.from(read[1]?.bytes ?? []).toString()).toBe('c');
  expect((await one.last('audit'))?.sequence).toBe(2);
  expect(await one.read('audit', 3, 10)).toEqual([]);
});

test('records - no agent reaches one, not even by having JetStream answer a direct get there', async () => {
  const records = await replica();
  const grants = records.store('grants', Value);
  await grants.put('forged', { n: 1 });
  const reasoning = await agent(nats, 'reasoning');
  await reasoning.store('evidence', Value).put('forged', { n: 2 });
  await reasoning.emit('diagnosing', {}, { incident: newIncident(), tenant: 'default' });

  const reachable = '$KV.freeze.forged';
  const targets = [
    reachable,
    '$KV.grants.forged',
    recordStreams.audit.subject,
    'records.leader.sign',
    '_INBOX.governance.g1.x',
    '$JS.API.STREAM.DELETE.KV_grants',
  ];
  const evidence = jetStreamApi.bucketStream('evidence');
  for (const role of ['reasoning', 'governance', 'gateway', 'action', 'learning', 'perception'] as const) {
    const raw = await rawConnection(nats, role);
    for (const target of targets) {
      raw.publish(target, '{"n":3}');
      for (const relay of [
        jetStreamApi.directGetLast(evidence, '$KV.evidence.forged'),
        jetStreamApi.directGet(streams.events.name),
        jetStreamApi.nextMessage(streams.work.name, 'work-reasoning'),
        subjects.request('default', role, 'governance', 'tools/list'),
      ])
        raw.publish(relay, JSON.stringify({ seq: 1 }), { reply: target });
    }
    await raw.flush();
    await raw.flush();
  }
  // Where agents have users the attack works, which is why readers there believe nothing that was relayed.
  const freeze = (await agent(nats, 'governance')).store('freeze', Value);
  await expect(freeze.get('forged')).rejects.toMatchObject({ code: 'MESH_MESSAGE_INVALID' });

  expect(await grants.get('forged')).toEqual({ value: { n: 1 }, revision: expect.any(Number) });
  const audited = await records.read('audit', 1, 100);
  expect(
    audited.map(({ bytes }) => Buffer.from(bytes).toString()).filter((text) => text.includes('n"')),
  ).toEqual([]);
});
