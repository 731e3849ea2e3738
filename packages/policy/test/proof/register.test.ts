import type { Approver } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { Approvers, generateKeyPair } from '../../src/index.ts';

const person = (name: string, more: Partial<Approver> = {}): Approver => ({
  name,
  role: 'approver',
  tenants: ['default'],
  publicKey: generateKeyPair().publicKey,
  ...more,
});

describe('proofs - the register of approvers', () => {
  it('takes people with a name and a key each', () => {
    const approvers = [person('ann'), person('ben', { role: 'admin' })];
    expect(Approvers.parse(approvers)).toEqual(approvers);
    expect(Approvers.parse([])).toEqual([]);
  });

  const ann = person('ann');
  it.each([
    ['one name twice', [ann, person('ann')], 'two approvers have the name ann'],
    ['one key under two names', [ann, { ...ann, name: 'ben' }], 'two approvers have the publicKey'],
    ['a key that is none', [person('ann', { publicKey: 'short' })], 'publicKey of ann: not 32 bytes'],
    ['nobody’s tenant', [person('ann', { tenants: [] })], 'tenants'],
    ['a role that decides nothing', [{ ...ann, role: 'viewer' }], 'role'],
  ])('refuses %s: two approvals would be one person’s, or nobody’s', (_, approvers, message) => {
    expect(() => Approvers.parse(approvers)).toThrow(message);
  });
});
