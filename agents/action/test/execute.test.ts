import { digestOf, freezeKey, MeshError, neverFrozen, newTraceParent } from '@sremesh/contracts';
import { createGrantSigner, generateKeyPair } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { crashSuite } from './crash.suite.ts';
import { grantFor, growth, handOver, newIncident, startRunning, type Running } from './support/running.ts';
import { createTopic, leaderOf, loseLeadership, overrides, setRetention } from './support/test-topic.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
}, 120_000);
afterAll(() => running.close(), 30_000);

const before = { 'retention.ms': '60000', 'segment.ms': '50000' };

describe('execute - a granted step', { timeout: 60_000 }, () => {
  it('sets the retention, leaves other overrides alone, and tells it', async () => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    const grant = grantFor(running, incident, growth(topic));
    await handOver(running, incident, growth(topic), grant);
    expect(await running.resumed(incident)).toEqual([
      { awaited: 'step', grantId: grant.id, outcome: 'applied', reason: '' },
    ]);
    expect(await overrides(running.kafka, topic)).toEqual({ ...before, 'retention.ms': '600000' });
    expect(await running.events(incident)).toMatchObject([
      {
        type: 'applied',
        payload: {
          grantId: grant.id,
          step: 0,
          direction: 'forward',
          preState: { 'retention.ms': '60000' },
          postState: { topic, configs: { 'retention.ms': '600000' } },
          instance: running.mesh.instance,
        },
      },
    ]);
  });

  it('applies nothing where the target has changed since', async () => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    const grant = grantFor(running, incident, growth(topic), {
      expectedPreState: { 'retention.ms': '90000' },
    });
    await handOver(running, incident, growth(topic), grant);
    expect(await running.resumed(incident)).toMatchObject([
      {
        outcome: 'prestate_changed',
        reason: 'expected {"retention.ms":"90000"}, found {"retention.ms":"60000"}',
      },
    ]);
    expect(await overrides(running.kafka, topic)).toEqual(before);
    expect(await running.events(incident)).toMatchObject([
      { type: 'not_applied', payload: { outcome: 'prestate_changed' } },
    ]);
  });

  it("answers with Kafka's own reason where Kafka refuses", async () => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    const args = growth(topic, '-7');
    await handOver(running, incident, args, grantFor(running, incident, args));
    const [outcome] = await running.resumed(incident);
    expect(outcome).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/INVALID_CONFIG|Invalid value/),
    });
    expect(await overrides(running.kafka, topic)).toEqual(before);
  });
});

describe('execute - grants that do not hold', { timeout: 60_000 }, () => {
  const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
  const args = growth('');

  it.each([
    ['absent', () => undefined, 'refused', 'grant: there is none'],
    [
      'malformed',
      (incident: string) => ({ ...grantFor(running, incident, args), step: 'first' }),
      'refused',
      'grant: malformed at "step"',
    ],
    [
      'altered',
      (incident: string) => ({ ...grantFor(running, incident, args), expiresAt: ago(-3600) }),
      'refused',
      'signature:',
    ],
    [
      'another signer’s',
      (incident: string) => createGrantSigner(generateKeyPair().seed).sign(grantFor(running, incident, args)),
      'refused',
      'signature:',
    ],
    [
      'for other arguments',
      (incident: string) => grantFor(running, incident, growth('other')),
      'refused',
      'args:',
    ],
    [
      'for another tool',
      (incident: string) => grantFor(running, incident, args, { tool: 'elect_leaders' }),
      'refused',
      'tool:',
    ],
    [
      'for another incident',
      (incident: string) => grantFor(running, incident, args, { incident: 'inc-other' }),
      'refused',
      'incident:',
    ],
    [
      'for another tenant',
      (incident: string) => grantFor(running, incident, args, { tenant: 'other' }),
      'refused',
      'tenant:',
    ],
    [
      'for another cluster',
      (incident: string) => grantFor(running, incident, args, { cluster: 'another' }),
      'refused',
      'cluster:',
    ],
    [
      'not yet valid',
      (incident: string) => grantFor(running, incident, args, { issuedAt: ago(-60), expiresAt: ago(-90) }),
      'refused',
      'issuedAt:',
    ],
    [
      'expired',
      (incident: string) => grantFor(running, incident, args, { issuedAt: ago(60), expiresAt: ago(30) }),
      'expired',
      'ended at',
    ],
  ])('applies nothing for a grant that is %s, and says so', async (_, makeGrant, outcome, reason) => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    args.topic = topic;
    const grant = makeGrant(incident);
    await handOver(running, incident, growth(topic), grant);
    expect(await running.resumed(incident)).toMatchObject([
      { outcome, reason: expect.stringContaining(reason) },
    ]);
    expect(await overrides(running.kafka, topic)).toEqual(before);
    const told = (await running.events(incident)).map(({ type, payload }) => ({ type, payload }));
    expect(told).toMatchObject(
      grant === undefined || typeof grant.step === 'string'
        ? []
        : [{ type: 'not_applied', payload: { grantId: grant.id, outcome } }],
    );
  });

  it('refuses a grant that another handoff brings again, and lets its first outcome stand', async () => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    const grant = grantFor(running, incident, growth(topic));
    await handOver(running, incident, growth(topic), grant);
    await running.resumed(incident);
    await setRetention(running.kafka, topic, '60000');
    await handOver(running, incident, growth(topic), grant, `${incident}:again`);
    const next = newIncident();
    await handOver(running, next, growth(topic), undefined);
    await running.resumed(next);
    const events = await running.events(incident);
    expect(events).toMatchObject([
      { type: 'applied' },
      {
        type: 'not_applied',
        payload: { outcome: 'refused', reason: expect.stringContaining('another handoff has used it') },
      },
    ]);
    expect(await overrides(running.kafka, topic)).toEqual({ 'retention.ms': '60000' });
    expect(await running.resumed(incident)).toHaveLength(1);
    expect(digestOf(growth(topic))).toBe(grant.argsDigest);
  });
});

describe('execute - the credential of a step', { timeout: 60_000 }, () => {
  it('is over when the step is told', async () => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    const grant = grantFor(running, incident, growth(topic));
    await handOver(running, incident, growth(topic), grant);
    await running.resumed(incident);
    expect(running.desk.made(grant.id)).toHaveLength(1);
    expect(running.desk.live(grant.id)).toBeUndefined();
  });

  it.each([
    [new MeshError('MESH_GRANT_REFUSED', 'the mesh is frozen'), 'refused', 'the mesh is frozen'],
    [new MeshError('MESH_EXPIRED', 'it ended'), 'expired', 'it ended'],
  ])('not given (%s) means that nothing is applied, and why is told', async (error, outcome, reason) => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    running.desk.refuse(error);
    try {
      await handOver(running, incident, growth(topic), grantFor(running, incident, growth(topic)));
      expect(await running.resumed(incident)).toMatchObject([
        { outcome, reason: expect.stringContaining(reason) },
      ]);
    } finally {
      running.desk.refuse(null);
    }
    expect(await overrides(running.kafka, topic)).toEqual(before);
  });
});

describe('execute - the kill switch', { timeout: 60_000 }, () => {
  const set = (value: unknown) => running.governance.store('freeze', z.unknown()).put(freezeKey, value);

  it.each([
    ['frozen', { ...neverFrozen, frozen: true, epoch: 1, reason: 'a drill', by: 'ann' }, 'ann since'],
    ['frozen since the grant was issued', { ...neverFrozen, epoch: 2 }, 'void'],
    ['unreadable', { frozen: 'no' }, 'cannot be read'],
  ])('applies nothing while it is %s', async (_, freeze, reason) => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka)];
    await set(freeze);
    try {
      await handOver(running, incident, growth(topic), grantFor(running, incident, growth(topic)));
      expect(await running.resumed(incident)).toMatchObject([
        { outcome: 'refused', reason: expect.stringContaining(reason) },
      ]);
    } finally {
      await set(neverFrozen);
    }
    expect(await overrides(running.kafka, topic)).toEqual(before);
  });
});

crashSuite(() => running);

// It takes a broker down, so it comes last.
describe('execute - an election', { timeout: 120_000 }, () => {
  it('gives leadership back to a broker that was away', async () => {
    const [incident, topic] = [newIncident(), await createTopic(running.kafka, [3])];
    await loseLeadership(running.kafka, topic, 3);
    const { leader } = await leaderOf(running.kafka, topic);
    const args = { partitions: [{ topic, partition: 0 }] };
    const grant = grantFor(running, incident, args, {
      tool: 'elect_leaders',
      access: 'cluster',
      expectedPreState: [{ topic, partition: 0, leader, preferredLeader: 3 }],
    });
    const context = { tenant: 'default', incident, traceparent: newTraceParent() };
    await running.governance.handOff('elect_leaders', args, context, {
      id: `${incident}:${grant.id}`,
      grant,
    });
    expect(await running.resumed(incident)).toMatchObject([{ outcome: 'applied' }]);
    expect(await leaderOf(running.kafka, topic)).toMatchObject({ leader: 3 });
  });
});
