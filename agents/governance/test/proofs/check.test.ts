import type { Proof } from '@sremesh/contracts';
import { generateKeyPair, signProof } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callIn } from '../support/changes.ts';
import { people, person } from '../support/people.ts';
import { asserted, prove, refused, send, signed, type Asked } from '../support/deciding.ts';
import { propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
beforeAll(async () => {
  running = await startRunning();
});
afterAll(() => running.close());

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
    await expect(send(running, asked, args as never)).rejects.toMatchObject({ code: 'MESH_MESSAGE_INVALID' });
    const serving = await running.start();
    const call = {
      ...callIn(asked.incident, asserted),
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
    await refused(
      running,
      asked,
      await signed(running, asked, {}, forger),
      'proof.signature: not that of ann',
    );
  });

  it('is refused in the name of somebody nobody registered', async () => {
    const asked = await propose(running);
    await refused(
      running,
      asked,
      await signed(running, asked, {}, person('mallory')),
      'proof.approver: "mallory"',
    );
  });

  it("is refused with another approver's signature under this one's name", async () => {
    const asked = await propose(running);
    await refused(running, asked, await altered(asked, () => ({ approver: 'ben' })), 'not that of ben');
  });

  it('is refused with an approver of another tenant', async () => {
    const asked = await propose(running);
    await refused(running, asked, await signed(running, asked, {}, people.olga), 'no say in tenant default');
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
    await refused(running, asked, { ...(await signed(running, asked)), ...change }, 'proof.signature');
  });

  it('refuses the proof for another approval', async () => {
    const [asked, other] = [await propose(running), await propose(running)];
    const { proof } = await signed(running, other);
    await refused(running, asked, { ...(await signed(running, asked)), proof }, 'proof.signature');
  });

  it('refuses the challenge of another approval, rightly signed', async () => {
    const [asked, other] = [await propose(running), await propose(running)];
    const { challenge } = (await signed(running, other)).proof;
    const { id, digest } = await signed(running, asked);
    const decision = { decision: 'approve' as const, digest, reason: '' };
    const statement = { purpose: 'decide_approval', subject: id, challenge, approver: 'ann', decision };
    const proof = signProof(people.ann.seed, statement);
    await refused(
      running,
      asked,
      { id, ...decision, proof },
      'proof.challenge: not one for decide_approval of',
    );
  });

  it('refuses the challenge of another purpose', async () => {
    const asked = await propose(running);
    const id = asked.approvalId ?? '';
    const decision = { decision: 'approve' as const, digest: asked.digest, reason: '' };
    const { challenge } = await prove(running, people.ann, { purpose: 'unfreeze', subject: id, decision });
    const statement = { purpose: 'decide_approval', subject: id, challenge, approver: 'ann', decision };
    await refused(
      running,
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
      running,
      asked,
      { id, ...decision, proof: signProof(people.ann.seed, statement) },
      'proof.challenge',
    );
  });
});
