import { describe, expect, it } from 'vitest';
import { riskFrom, type RiskFacts } from '../../src/risk/risk-from.ts';

const harmless: RiskFacts = {
  reversibility: 'reversible',
  blastRadius: 1,
  resource: 'topic',
  bytesMoved: 0,
  movesReplicas: false,
  tenants: 1,
  routine: true,
};
const reassignment = { routine: false, movesReplicas: true, bytesMoved: 5_000_000, resource: 'partition' };
const risk = (change: Partial<RiskFacts>, storage: 'local' | 'shared' = 'local') =>
  riskFrom({ ...harmless, ...change }, { clientsAffected: 1, storage });

describe('risk - formula', () => {
  it.each([
    ['a routine, reversible step on one resource', {}, 'low'],
    ['more than one resource', { blastRadius: 2 }, 'medium'],
    ['what is not routine', { routine: false }, 'medium'],
    ['what corrects itself', { reversibility: 'self-correcting' }, 'medium'],
    ['what is not to be undone', { reversibility: 'irreversible' }, 'high'],
    ['data that is moved', { bytesMoved: 1 }, 'high'],
    ['replicas that are moved', reassignment, 'high'],
    ['empty replicas that are moved', { ...reassignment, bytesMoved: 0 }, 'high'],
    ['more than one tenant', { tenants: 2 }, 'high'],
  ] satisfies [string, Partial<RiskFacts>, string][])('takes %s: %j, for %s', (_, change, wanted) => {
    expect(risk(change).risk).toBe(wanted);
  });

  it('drops the class of moved replicas on shared storage, and says why', () => {
    expect(risk(reassignment, 'local')).toMatchObject({
      risk: 'high',
      bytesMoved: 5_000_000,
      why: expect.stringContaining('5000000 bytes moved'),
    });
    expect(risk(reassignment, 'shared')).toMatchObject({
      risk: 'medium',
      bytesMoved: 0,
      why: expect.stringMatching(/no data moved, the storage is shared.*with local disks it would be high/),
    });
  });

  it('drops nothing else on shared storage', () => {
    expect(risk({ ...reassignment, reversibility: 'irreversible' }, 'shared').risk).toBe('high');
    expect(risk({ bytesMoved: 1 }, 'shared').risk).toBe('high');
  });
});
