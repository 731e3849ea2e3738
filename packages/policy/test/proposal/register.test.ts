import * as fc from 'fast-check';
import { Proposal } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { registerProposal } from '../../src/proposal/register.ts';
import { changeOf, electLeaders, growRetention, restoreRetention, scope } from '../support/changes.ts';

const change = changeOf(growRetention(), restoreRetention());

describe('proposal - registration', () => {
  it('adds an id, a digest and the computed risk of each step', () => {
    const proposal = registerProposal(change, scope);
    expect(Proposal.parse(proposal)).toEqual(proposal);
    expect(proposal.id).toMatch(/^prop-[0-9a-f]{20}$/);
    expect(proposal.steps.map(({ risk }) => risk)).toEqual(['medium', 'medium']);
  });

  it('says how many groups each step concerns, where that was read', () => {
    const measured = [{ clientsAffected: 2, storage: 'local' as const }];
    const { steps, id, digest } = registerProposal(change, scope, measured);
    expect(steps.map(({ clientsAffected }) => clientsAffected)).toEqual([2, null]);
    expect(steps.map(({ why }) => why)).toEqual([
      expect.stringContaining('2 consumer groups read it'),
      expect.stringContaining('could not be read'),
    ]);
    expect(registerProposal(change, scope)).toMatchObject({ id, digest });
  });

  it('answers the same for the same change, however its keys are ordered', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, member]) => [key, shuffled(member)]),
      );
    };
    const again = registerProposal(Object.assign(changeOf(), shuffled(change)), scope);
    expect(again).toEqual(registerProposal(change, scope));
  });

  it('answers another id for another tenant or incident, and another digest for any other change', () => {
    const { id, digest } = registerProposal(change, scope);
    expect(registerProposal(change, { ...scope, tenant: 'other' }).id).not.toBe(id);
    expect(registerProposal(change, { ...scope, incident: 'inc-2' }).id).not.toBe(id);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 3 }), (more, partitions) => {
        const others = [
          { ...change, summary: change.summary + more },
          changeOf(growRetention(), electLeaders(partitions)),
        ];
        return others.every((other) => registerProposal(other, scope).digest !== digest);
      }),
    );
  });
});
