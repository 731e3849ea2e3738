import type { ProposedStep } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { decide, registerProposal, type Mode } from '../../src/index.ts';
import { changeOf, electLeaders, growRetention, restoreRetention, scope } from '../support/changes.ts';

const decision = (mode: Mode, ...steps: ProposedStep[]) =>
  decide(registerProposal(changeOf(...steps), scope), mode);

describe('proposal - decision', () => {
  it('asks an approver for medium risk in heal, and names the rules', () => {
    expect(decision('heal', growRetention(), restoreRetention())).toEqual({
      decision: 'approval_required',
      requiredRole: 'approver',
      reason: 'retention-grows-to-7d, retention-put-back: medium risk waits for an approver of the tenant',
    });
    expect(decision('heal', electLeaders())).toMatchObject({ decision: 'approval_required' });
  });

  it('runs low risk by itself', () => {
    const proposal = registerProposal(changeOf(electLeaders()), scope);
    const low = { steps: proposal.steps.map((step) => ({ ...step, risk: 'low' as const })) };
    expect(decide(low, 'heal')).toMatchObject({ decision: 'allowed', requiredRole: null });
  });

  it('only proposes in propose and refuses in observe, and says which mode it takes', () => {
    expect(decision('propose', growRetention())).toMatchObject({
      decision: 'proposal_only',
      reason: expect.stringContaining('heal'),
    });
    expect(decision('observe', growRetention())).toMatchObject({
      decision: 'refused',
      reason: expect.stringContaining('propose'),
    });
  });

  it.each([
    ['a forward step', [growRetention('600000', '60000')], 'step 0'],
    ['a later step', [growRetention(), restoreRetention('1')], 'step 1'],
    ['a rollback', [{ ...growRetention(), rollback: { tool: 'delete_topic', args: {} } }], 'delete_topic'],
    [
      'a verification that is no reading',
      [{ ...growRetention(), verify: { ...growRetention().verify, tool: 'set_topic_config' } }],
      'read tool',
    ],
    [
      'a condition that is no reading',
      [
        growRetention(),
        { ...restoreRetention(), when: { ...growRetention().verify, tool: 'decide_approval' } },
      ],
      'read tool',
    ],
    [
      'a read tool as a step',
      [{ ...growRetention(), tool: 'describe_configs', args: { topic: 'orders' } }],
      'write tool',
    ],
    ['a tool of another agent', [{ ...growRetention(), tool: 'decide_approval' }], 'write tool'],
  ])('refuses the whole proposal for %s', (_, steps, reason) => {
    for (const mode of ['propose', 'heal'] as const)
      expect(decision(mode, ...steps)).toMatchObject({
        decision: 'refused',
        requiredRole: null,
        reason: expect.stringContaining(reason),
      });
  });
});
