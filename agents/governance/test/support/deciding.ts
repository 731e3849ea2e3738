import {
  MeshError,
  type ChallengePurpose,
  type Principal,
  type Proof,
  type ProofStatement,
  type ToolArgs,
  type ToolInput,
} from '@sremesh/contracts';
import { signProof } from '@sremesh/policy';
import { expect } from 'vitest';
import { callIn, newIncident } from './changes.ts';
import { people, type Person } from './people.ts';
import type { Running } from './running.ts';

export interface Asked {
  incident: string;
  approvalId: string | null;
  digest: string;
}

/** A person's answer to a challenge of governance, as the gateway passes it on. */
export async function prove(
  running: Pick<Running, 'gateway'>,
  { approver, seed }: Person,
  wanted: { purpose: ChallengePurpose; subject: string; decision: ProofStatement['decision'] },
  tenant = 'default',
): Promise<Proof> {
  const { purpose, subject, decision } = wanted;
  const call = callIn(newIncident(), undefined, tenant);
  const { challenge } = await running.gateway.call('request_challenge', { purpose, subject }, call);
  return signProof(seed, { purpose, subject, challenge, approver: approver.name, decision });
}

type Given = Omit<ToolInput<'decide_approval'>, 'proof' | 'id'>;

/** A decision on what was asked, and the proof of it. */
export async function signed(
  running: Pick<Running, 'gateway'>,
  asked: Asked,
  more: Partial<Given> = {},
  person = people.ann,
): Promise<ToolArgs<'decide_approval'>> {
  const id = asked.approvalId ?? '';
  const given = { decision: 'approve' as const, digest: asked.digest, reason: '', ...more };
  const proof = await prove(running, person, { purpose: 'decide_approval', subject: id, decision: given });
  return { id, ...given, proof };
}

export const decide = async (
  running: Pick<Running, 'gateway'>,
  asked: Asked,
  more: Partial<Given> = {},
  person = people.ann,
) =>
  running.gateway.call('decide_approval', await signed(running, asked, more, person), callIn(asked.incident));

/** What a gateway would say of a person who never asked for it. */
export const asserted: Principal = { name: 'ann', role: 'approver', tenants: ['default'] };

/** The decision as a gateway sends it that asserts a person. */
export const send = (running: Running, asked: Asked, args: ToolArgs<'decide_approval'>) =>
  running.gateway.call('decide_approval', args, callIn(asked.incident, asserted));

/** It is refused, with this in the message, and nothing is decided. */
export async function refused(
  running: Running,
  asked: Asked,
  args: ToolArgs<'decide_approval'>,
  message: string,
): Promise<void> {
  const error: unknown = await send(running, asked, args).then(
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
