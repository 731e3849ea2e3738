import type { ProposedStep } from '@sremesh/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPolicyEngine, decide, judgeStep, type PolicyEngine } from '../../src/engine.ts';
import { registerProposal } from '../../src/proposal/register.ts';
import { changeOf, electLeaders, growRetention, restoreRetention, scope } from '../support/changes.ts';
import { policyDirectory, shortening } from '../support/policy-directory.ts';
import { ann, calm, standardEngine } from '../support/situations.ts';

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await standardEngine();
});
afterAll(() => engine.close());

const decision = (situation: Parameters<typeof calm>[0], ...steps: ProposedStep[]) =>
  decide(engine, registerProposal(changeOf(...steps), scope), calm(situation));

describe('proposal - decision', () => {
  it('asks one approver for medium risk in heal, and names the policies', () => {
    expect(decision({}, growRetention(), restoreRetention())).toEqual({
      decision: 'approval_required',
      requiredRole: 'approver',
      requiredApprovals: 1,
      policies: ['retention-grows-to-7d', 'retention-put-back', 'medium-risk-one-approver'],
      reason:
        'retention-grows-to-7d, retention-put-back: permitted; ' +
        'medium-risk-one-approver: medium risk would have to be approved by an approver of the tenant',
    });
    expect(decision({}, electLeaders())).toMatchObject({ decision: 'approval_required' });
  });

  it('runs low risk by itself', () => {
    const proposal = registerProposal(changeOf(electLeaders()), scope);
    const low = { steps: proposal.steps.map((step) => ({ ...step, risk: 'low' as const })) };
    expect(decide(engine, low, calm())).toMatchObject({
      decision: 'allowed',
      requiredApprovals: 0,
      requiredRole: null,
      policies: ['elect-preferred-leaders'],
    });
  });

  it('only proposes in propose and refuses in observe, and says which mode it takes', () => {
    expect(decision({ mode: 'propose' }, growRetention())).toMatchObject({
      decision: 'proposal_only',
      requiredApprovals: 0,
      policies: expect.arrayContaining(['mode-propose']),
      reason: expect.stringContaining('would have to be heal'),
    });
    expect(decision({ mode: 'observe' }, growRetention())).toMatchObject({
      decision: 'refused',
      policies: ['mode-observe'],
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
    ['a tool there is none of', [{ ...growRetention(), tool: 'delete_everything' }], 'write tool'],
  ])('refuses the whole proposal for %s', (_, steps, reason) => {
    for (const mode of ['propose', 'heal'] as const)
      expect(decision({ mode }, ...steps)).toMatchObject({
        decision: 'refused',
        requiredApprovals: 0,
        requiredRole: null,
        reason: expect.stringContaining(reason),
      });
  });
});

describe('proposal - surroundings', () => {
  it.each([
    ['without evidence', { evidence: { count: 0, ageSeconds: 0 } }, 'evidence-fresh'],
    ['on old evidence', { evidence: { count: 3, ageSeconds: 901 } }, 'evidence-fresh'],
    ['after many grants', { usage: { grantsLastHour: 120 } }, 'rate-of-tenant'],
    ['after many grants for the topic', { usage: { grantsLastHourSameResource: 30 } }, 'rate-of-resource'],
    ['while much is changed', { usage: { changesRunning: 5 } }, 'changes-at-once'],
    ['after many steps', { usage: { stepsLastDay: 1000 } }, 'steps-a-day'],
    ['by another agent', { caller: 'learning' }, 'default-deny'],
    [
      'for a person of another tenant',
      { human: { ...ann, tenants: ['other'] } },
      'people-stay-in-their-tenants',
    ],
  ])('refuses a change %s, and says which policy it was', (_, situation, policy) => {
    const { decision: made, policies, reason } = decision(situation, growRetention());
    expect({ made, policies }).toEqual({ made: 'refused', policies: [policy] });
    expect(reason).toMatch(new RegExp(`^step 0: ${policy}: .*would have to`));
  });

  it('takes evidence of 15 minutes, and a person of the tenant', () => {
    const situation = { evidence: { count: 1, ageSeconds: 900 }, human: ann };
    expect(decision(situation, growRetention())).toMatchObject({ decision: 'approval_required' });
  });

  it('keeps the freeze windows that a user uncomments, but for rollbacks', async () => {
    await using directory = await policyDirectory({
      'freeze-windows.cedar': `@id("freeze-night")
@because("it would have to be between 06:00 and 22:00, UTC")
forbid (principal, action in Action::"write", resource)
when { (context.now.hour >= 22 || context.now.hour < 6) && context.step.kind == "remedy" };
@id("freeze-sunday")
@because("it would have to be another day than Sunday, UTC")
forbid (principal, action in Action::"write", resource)
when { context.now.weekday == "sunday" && context.step.kind == "remedy" };`,
    });
    const own = await createPolicyEngine({ directory: directory.path });
    const { steps } = registerProposal(changeOf(growRetention()), scope);
    const at = (time: string) => decide(own, { steps }, calm({ now: new Date(time) }));
    expect(at('2026-11-25T21:59:59.999Z')).toMatchObject({ decision: 'approval_required' });
    expect(at('2026-11-25T22:00:00.000Z')).toMatchObject({ policies: ['freeze-night'] });
    expect(at('2026-11-29T12:00:00.000Z')).toMatchObject({ policies: ['freeze-sunday'] });
    const night = { ...calm({ now: new Date('2026-11-25T23:00:00.000Z') }), approvals: 1 };
    expect(judgeStep(own, steps, { step: 0, direction: 'forward' }, night)).toMatchObject({ allowed: false });
    expect(judgeStep(own, steps, { step: 0, direction: 'rollback' }, night)).toMatchObject({ allowed: true });
    own.close();
  });
});

describe('proposal - high risk', () => {
  const shrink = (rollback: ProposedStep['rollback']): ProposedStep => ({
    ...growRetention('600000', '60000'),
    rollback,
  });

  it('takes two different people where nothing undoes it, one where something does', async () => {
    await using directory = await policyDirectory({ 'own.cedar': shortening });
    const own = await createPolicyEngine({ directory: directory.path });
    const { steps } = registerProposal(changeOf(shrink(null)), scope);
    expect(steps[0]).toMatchObject({ risk: 'high', reversibility: 'irreversible' });
    expect(decide(own, { steps }, calm())).toMatchObject({
      decision: 'approval_required',
      requiredApprovals: 2,
      policies: expect.arrayContaining(['retention-shrinks', 'high-risk-rollback-or-two-approvers']),
    });
    const granted = (approvals: number) =>
      judgeStep(own, steps, { step: 0, direction: 'forward' }, { ...calm(), approvals }).allowed;
    expect([0, 1, 2].map(granted)).toEqual([false, false, true]);
    const undoable = registerProposal(
      changeOf(
        shrink({
          tool: 'set_topic_config',
          args: { topic: 'orders', configs: { 'retention.ms': '600000' } },
        }),
      ),
      scope,
    );
    expect(decide(own, undoable, calm())).toMatchObject({
      decision: 'approval_required',
      requiredApprovals: 1,
    });
    own.close();
  });
});
