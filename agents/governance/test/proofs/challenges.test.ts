import { generateKeyPair, signProof } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenChallenges } from '../../src/proofs/challenges.ts';
import { callIn, newIncident } from '../support/changes.ts';
import { decide, refused, send, signed } from '../support/deciding.ts';
import { propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

describe('proofs - once, and soon', () => {
  it('refuses a proof that was used', async () => {
    const asked = await propose(running);
    const args = await signed(running, asked, { decision: 'deny', reason: 'no' });
    await send(running, asked, args);
    await expect(send(running, asked, args)).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
      message: expect.stringContaining('proof.challenge'),
    });
  });

  it('counts one of many uses at once, also with several replicas', async () => {
    const other = await running.start();
    const asked = await propose(running);
    const args = await signed(running, asked);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => send(running, asked, args)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await other.stop();
  });

  it('refuses a challenge that is too old', async () => {
    const asked = await propose(running);
    const args = await signed(running, asked);
    const store = running.records.store('challenges', OpenChallenges);
    const key = `decide_approval.default.${args.id}`;
    const stored = await store.get(key);
    const expiresAt = new Date(Date.now() - 1).toISOString();
    await store.put(key, { open: (stored?.value.open ?? []).map((one) => ({ ...one, expiresAt })) });
    expect(stored?.value.open).toHaveLength(1);
    await refused(running, asked, args, 'older than a minute');
  });

  it('keeps the challenge where the signature is wrong: nobody can use up another person’s', async () => {
    const asked = await propose(running);
    const args = await signed(running, asked);
    const forged = signProof(generateKeyPair().seed, {
      purpose: 'decide_approval',
      subject: args.id,
      challenge: args.proof.challenge,
      approver: 'ann',
      decision: { decision: 'approve', digest: asked.digest, reason: '' },
    });
    await refused(running, asked, { ...args, proof: forged }, 'proof.signature');
    await expect(send(running, asked, args)).resolves.toMatchObject({ approval: { status: 'approved' } });
  });

  it('issues a bounded number of challenges for one subject', async () => {
    const subject = newIncident();
    const request = () =>
      running.gateway.call('request_challenge', { purpose: 'decide_approval', subject }, callIn(subject));
    const issued = [];
    for (let count = 0; count < 16; count++) issued.push((await request()).challenge);
    expect(new Set(issued).size).toBe(16);
    await expect(request()).rejects.toMatchObject({
      code: 'MESH_CONFLICT',
      message: expect.stringContaining('subject: 16 challenges are open'),
    });
  });

  it('decides with the next challenge after a refusal', async () => {
    const asked = await propose(running);
    const args = await signed(running, asked);
    await refused(
      running,
      asked,
      { ...args, proof: { ...args.proof, signature: 'AAAA' } },
      'proof.signature',
    );
    await expect(decide(running, asked)).resolves.toMatchObject({ approval: { status: 'approved' } });
  });
});
