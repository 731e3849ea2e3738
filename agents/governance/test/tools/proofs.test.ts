import { MeshError, type Proof, type ToolArgs } from '@sremesh/contracts';
import { generateKeyPair, signProof } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenChallenges } from '../../src/proofs/challenges.ts';
import { callIn, newIncident } from '../support/changes.ts';
import { people, person } from '../support/people.ts';
import {
  decide,
  propose,
  prove,
  signed,
  startRunning,
  type Asked,
  type Running,
} from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

/** What a gateway would say of a person who never asked for it. */
const principal = { name: 'ann', role: 'approver' as const, tenants: ['default'] };

const send = (asked: Asked, args: ToolArgs<'decide_approval'>) =>
  running.gateway.call('decide_approval', args, callIn(asked.incident, principal));

/** It is refused, with this in the message, and nothing is decided. */
async function refused(asked: Asked, args: ToolArgs<'decide_approval'>, message: string) {
  const error: unknown = await send(asked, args).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MeshError);
  expect(error).toMatchObject({
    code: 'MESH_PERMISSION_DENIED',
    message: expect.stringContaining(message),
    remedy: expect.stringMatching(/.+/),
  });
  expect((await running.events(asked.incident)).map(({ type }) => type)).not.toContain('approval_decided');
}

/** The proof of a decision with one thing about it changed after it was signed. */
async function altered(asked: Asked, change: (proof: Proof) => Partial<Proof>) {
  const args = await signed(running, asked);
  return { ...args, proof: { ...args.proof, ...change(args.proof) } };
}

describe('proofs - a gateway that merely asserts a person', () => {
  it('is refused without a proof', async () => {
    const asked = await propose(running);
    const { proof: _, ...args } = await signed(running, asked);
    // The contract's types forbid it; a gateway gone wrong does not read them.
    await expect(send(asked, args as never)).rejects.toMatchObject({ code: 'MESH_MESSAGE_INVALID' });
    const serving = await running.start();
    const call = {
      ...callIn(asked.incident, principal),
      caller: 'gateway',
      signal: AbortSignal.timeout(5000),
      progress: async () => undefined,
    };
    await expect(
      serving.agent.tools?.decide_approval?.({ ...args, reason: '' } as never, call),
    ).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
      message: expect.stringContaining('proof: there is none'),
    });
    await serving.stop();
  });

  it('is refused with a key of its own making', async () => {
    const asked = await propose(running);
    const forger = { ...people.ann, seed: generateKeyPair().seed };
    await refused(asked, await signed(running, asked, {}, forger), 'proof.signature: not that of ann');
  });

  it('is refused in the name of somebody nobody registered', async () => {
    const asked = await propose(running);
    await refused(asked, await signed(running, asked, {}, person('mallory')), 'proof.approver: "mallory"');
  });

  it("is refused with another approver's signature under this one's name", async () => {
    const asked = await propose(running);
    await refused(asked, await altered(asked, () => ({ approver: 'ben' })), 'not that of ben');
  });

  it('is refused with an approver of another tenant', async () => {
    const asked = await propose(running);
    await refused(asked, await signed(running, asked, {}, people.olga), 'no say in tenant default');
  });

  it('is refused with an approval of another tenant, which it is not even told of', async () => {
    const asked = await propose(running);
    const args = await signed(running, asked, {}, people.olga);
    const call = running.gateway.call('decide_approval', args, callIn(asked.incident, undefined, 'other'));
    await expect(call).rejects.toMatchObject({ code: 'MESH_NOT_FOUND' });
  });
});

describe('proofs - what was signed', () => {
  it.each([
    ['decision', { decision: 'deny' as const }],
    ['reason', { reason: 'because I say so' }],
    ['digest', { digest: `sha256:${'0'.repeat(64)}` }],
  ])('refuses another %s than the one signed', async (_, change) => {
    const asked = await propose(running);
    await refused(asked, { ...(await signed(running, asked)), ...change }, 'proof.signature');
  });

  it('refuses the proof for another approval', async () => {
    const [asked, other] = [await propose(running), await propose(running)];
    const { proof } = await signed(running, other);
    await refused(asked, { ...(await signed(running, asked)), proof }, 'proof.signature');
  });

  it('refuses the challenge of another approval, rightly signed', async () => {
    const [asked, other] = [await propose(running), await propose(running)];
    const { challenge } = (await signed(running, other)).proof;
    const { id, digest } = await signed(running, asked);
    const decision = { decision: 'approve' as const, digest, reason: '' };
    const statement = { purpose: 'decide_approval', subject: id, challenge, approver: 'ann', decision };
    const proof = signProof(people.ann.seed, statement);
    await refused(asked, { id, ...decision, proof }, 'proof.challenge: not one for decide_approval of');
  });

  it('refuses the challenge of another purpose', async () => {
    const asked = await propose(running);
    const id = asked.approvalId ?? '';
    const decision = { decision: 'approve' as const, digest: asked.digest, reason: '' };
    const { challenge } = await prove(running, people.ann, { purpose: 'unfreeze', subject: id, decision });
    const statement = { purpose: 'decide_approval', subject: id, challenge, approver: 'ann', decision };
    await refused(
      asked,
      { id, ...decision, proof: signProof(people.ann.seed, statement) },
      'proof.challenge',
    );
  });

  it('refuses a challenge that governance never issued', async () => {
    const asked = await propose(running);
    const id = asked.approvalId ?? '';
    const decision = { decision: 'approve' as const, digest: asked.digest, reason: '' };
    const statement = {
      purpose: 'decide_approval',
      subject: id,
      challenge: 'mine',
      approver: 'ann',
      decision,
    };
    await refused(
      asked,
      { id, ...decision, proof: signProof(people.ann.seed, statement) },
      'proof.challenge',
    );
  });
});

describe('proofs - once, and soon', () => {
  it('refuses a proof that was used', async () => {
    const asked = await propose(running);
    const args = await signed(running, asked, { decision: 'deny', reason: 'no' });
    await send(asked, args);
    await expect(send(asked, args)).rejects.toMatchObject({
      code: 'MESH_PERMISSION_DENIED',
      message: expect.stringContaining('proof.challenge'),
    });
  });

  it('counts one of many uses at once, also with several replicas', async () => {
    const other = await running.start();
    const asked = await propose(running);
    const args = await signed(running, asked);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => send(asked, args)));
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
    await refused(asked, args, 'older than a minute');
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
    await refused(asked, { ...args, proof: forged }, 'proof.signature');
    await expect(send(asked, args)).resolves.toMatchObject({ approval: { status: 'approved' } });
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
    await refused(asked, await altered(asked, () => ({ signature: 'AAAA' })), 'proof.signature');
    await expect(decide(running, asked)).resolves.toMatchObject({ approval: { status: 'approved' } });
  });
});
