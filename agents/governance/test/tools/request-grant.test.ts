import { Grant } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { checkGrant, clockToleranceMs } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIn, newIncident, remedy } from '../support/changes.ts';
import { decide } from '../support/deciding.ts';
import { approved, ask, propose, startRunning, type Running } from '../support/running.ts';
import { until } from '@sremesh/test/until';

let running: Running;
beforeAll(async () => {
  running = await startRunning({ SREMESH_GRANT_TTL_SECONDS: '2' });
});
afterAll(() => running.close());

const grantedEvents = async (incident: string) =>
  (await running.events(incident)).filter(({ type }) => type === 'granted');

describe('request_grant - grant', () => {
  it('signs exactly the approved step and hands it to action', async () => {
    const asked = await approved(running);
    const answer = await ask(running, asked);
    expect(answer).toMatchObject({ granted: true });
    const [handed] = await running.handed('action', asked.incident);
    expect(handed?.input).toEqual(remedy.args);
    expect(handed?.work).toMatchObject({ id: `${asked.incident}:${answer.grantId}`, tenant: 'default' });
    const body = checkGrant(handed?.work.grant, {
      publicKey: running.keys.publicKey,
      tool: 'set_topic_config',
      args: remedy.args,
      cluster: 'kafka-1',
      incident: asked.incident,
      tenant: 'default',
      now: new Date(),
      toleranceMs: clockToleranceMs,
    });
    expect(body).toMatchObject({
      id: answer.grantId,
      step: 0,
      direction: 'forward',
      approvalId: asked.approvalId,
      proposalDigest: asked.digest,
      expectedPreState: remedy.expectedPreState,
    });
    expect(await grantedEvents(asked.incident)).toMatchObject([
      { payload: { step: 0, grantId: answer.grantId, tool: 'set_topic_config', args: remedy.args } },
    ]);
  });

  it('answers the same grant to the same request, also to many at once, and hands it over once', async () => {
    const asked = await approved(running);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(running, asked)));
    expect(new Set(answers.map(({ grantId }) => grantId)).size).toBe(1);
    await expect(ask(running, asked)).resolves.toEqual(answers[0]);
    expect(await running.handed('action', asked.incident)).toHaveLength(1);
    expect(await grantedEvents(asked.incident)).toHaveLength(1);
  });

  it('keeps the trace of the request', async () => {
    const asked = await approved(running);
    const call = callIn(asked.incident);
    const { incident, proposalId } = asked;
    await running.reasoning.call(
      'request_grant',
      { incident, proposalId, step: 0, direction: 'forward', attempt: 1 },
      call,
    );
    const [handed] = await running.handed('action', incident);
    expect(handed?.work.traceparent).toBe(call.traceparent);
  });

  it('expects for a rollback what the step has set', async () => {
    const asked = await approved(running);
    await ask(running, asked);
    const { grantId } = await ask(running, asked, { direction: 'rollback' });
    const [, handed] = await running.handed('action', asked.incident, 2);
    expect(handed?.input).toEqual(remedy.rollback?.args);
    expect(Grant.parse(handed?.work.grant)).toMatchObject({
      id: grantId,
      direction: 'rollback',
      expectedPreState: { 'retention.ms': '600000' },
    });
  });

  it('grants the restore under the same approval, with a grant of its own', async () => {
    const asked = await approved(running);
    const first = await ask(running, asked);
    const second = await ask(running, asked, { step: 1 });
    expect(second).toMatchObject({ granted: true });
    expect(second.grantId).not.toBe(first.grantId);
  });
});

describe('request_grant - refusal', () => {
  const refused = (reason: string) => ({
    granted: false,
    grantId: null,
    reason: expect.stringContaining(reason),
  });

  it('refuses what is not approved, is denied, or was refused', async () => {
    const pending = await propose(running);
    await expect(ask(running, pending)).resolves.toEqual(refused('it is pending'));
    await decide(running, pending, { decision: 'deny' });
    await expect(ask(running, pending)).resolves.toEqual(refused('it is denied'));
    const shrink = await propose(running, [{ ...remedy, expectedPreState: { 'retention.ms': '900000' } }]);
    await expect(ask(running, shrink)).resolves.toEqual(refused('was refused'));
    for (const { incident } of [pending, shrink]) expect(await grantedEvents(incident)).toEqual([]);
  });

  it('refuses a proposal of another incident, and one there is none of', async () => {
    const { proposalId } = await approved(running);
    await expect(ask(running, { incident: newIncident(), proposalId })).resolves.toEqual(
      refused('has no proposal'),
    );
    await expect(ask(running, { incident: newIncident(), proposalId: 'prop-none' })).resolves.toEqual(
      refused('has no proposal'),
    );
  });

  it('refuses steps out of order', async () => {
    const asked = await approved(running);
    await expect(ask(running, asked, { step: 1 })).resolves.toEqual(
      refused('step 0 would have to have been granted'),
    );
    await expect(ask(running, asked, { direction: 'rollback' })).resolves.toEqual(
      refused('before it is undone'),
    );
    await expect(ask(running, asked, { step: 7 })).resolves.toEqual(refused('would have to have a step 7'));
    await ask(running, asked);
    await ask(running, asked, { direction: 'rollback' });
    await expect(ask(running, asked, { step: 1 })).resolves.toEqual(refused('was undone'));
    await expect(ask(running, asked, { step: 1, direction: 'rollback' })).resolves.toEqual(
      refused('a rollback call'),
    );
  });

  it(
    'has never two live grants of one step: a new attempt waits until the last is dead',
    { timeout: 30_000 },
    async () => {
      const asked = await approved(running);
      await expect(ask(running, asked, { attempt: 2 })).resolves.toEqual(
        refused('attempt 1 would have to have been granted'),
      );
      const first = await ask(running, asked);
      await expect(ask(running, asked, { attempt: 2 })).resolves.toEqual(refused('it lives until'));
      const second = await until('a second attempt', async () => {
        const answer = await ask(running, asked, { attempt: 2 });
        return answer.granted ? answer : undefined;
      });
      expect(second.grantId).not.toBe(first.grantId);
      const grants = (await running.handed('action', asked.incident, 2)).map(({ work }) =>
        Grant.parse(work.grant),
      );
      const [earlier, later] = grants.map(({ issuedAt, expiresAt }) => ({
        from: Date.parse(issuedAt),
        to: Date.parse(expiresAt),
      }));
      expect(later?.from).toBeGreaterThan((earlier?.to ?? Infinity) + clockToleranceMs);
    },
  );

  it('asks policy anew: a mode that has become stricter refuses what was approved', async () => {
    const { incident, proposalId } = await approved(running);
    await running.restart({ SREMESH_MODE: 'propose' });
    await expect(ask(running, { incident, proposalId })).resolves.toEqual(refused('the mode is propose'));
    await running.restart();
  });

  it('is not reached by the gateway', async () => {
    const { incident, proposalId } = await approved(running);
    const call = running.gateway.call(
      'request_grant',
      { incident, proposalId, step: 0, direction: 'forward', attempt: 1 },
      callIn(incident),
    );
    await expect(call).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
  });
});

/** Where a replica dies: at telling, or between telling and handing over. */
const deaths: [string, Partial<Mesh>][] = [
  ['telling', { emit: () => Promise.reject(new Error('died')) }],
  ['handing over', { handOff: () => Promise.reject(new Error('died')) }],
];

describe('request_grant - crash', () => {
  it.each(deaths)('a replica that dies before %s leaves what the retry completes, once', async (_, death) => {
    const { incident, proposalId } = await approved(running);
    await running.restart({}, death);
    await expect(ask(running, { incident, proposalId })).rejects.toThrow('died');
    await running.restart();
    expect(await ask(running, { incident, proposalId })).toMatchObject({ granted: true });
    expect(await running.handed('action', incident)).toHaveLength(1);
    expect(await grantedEvents(incident)).toHaveLength(1);
  });
});
