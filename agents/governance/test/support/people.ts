import type { Approver } from '@sremesh/contracts';
import { generateKeyPair } from '@sremesh/policy';

/** Somebody who can sign. */
export interface Person {
  approver: Approver;
  seed: string;
}

export function person(name: string, more: Partial<Pick<Approver, 'role' | 'tenants'>> = {}): Person {
  const { seed, publicKey } = generateKeyPair();
  return { seed, approver: { name, role: 'approver', tenants: ['default'], publicKey, ...more } };
}

/** Those whom governance knows in the tests. */
export const people = {
  ann: person('ann'),
  ben: person('ben'),
  adam: person('adam', { role: 'admin' }),
  /** Of another tenant. */
  olga: person('olga', { tenants: ['other'] }),
  /** Has the name of the agent that proposes. */
  reasoning: person('reasoning'),
};
