import { agentRoles, tools, type Principal, type ToolContract } from '@sremesh/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize, type PolicyEngine } from '../../src/engine.ts';
import { ann, standardEngine } from '../support/situations.ts';

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await standardEngine();
});
afterAll(() => engine.close());

const ask = (caller: string, tool: string, human?: Principal, facts: Record<string, unknown> = {}) =>
  authorize(engine, { caller, human, tenant: 'default', tool, facts });
const all: ToolContract[] = Object.values(tools);
const reads = all
  .filter(({ server }) => server === 'perception' || server === 'learning')
  .filter(({ delivery, name }) => delivery === 'request' && name !== 'consume_messages');

describe('authorize - reads', () => {
  it('lets every agent read, and says by which policy and version', () => {
    expect(reads.length).toBeGreaterThan(5);
    for (const { name } of reads)
      for (const role of agentRoles)
        expect(ask(role, name)).toEqual({
          allowed: true,
          policies: ['agents-read'],
          reason: 'agents-read: permitted',
          policyVersion: engine.version,
        });
  });

  it('lets nobody read records unless a policy says so', () => {
    const facts = { topic: 'orders', limit: 10 };
    for (const human of [undefined, ann])
      expect(ask('gateway', 'consume_messages', human, facts)).toMatchObject({
        allowed: false,
        policies: ['default-deny'],
      });
  });

  it.each([
    [
      'a person of another tenant',
      ask1('gateway', { ...ann, tenants: ['other'] }),
      'people-stay-in-their-tenants',
    ],
    ['an alert source', ask1('gateway', { ...ann, role: 'ingest' }), 'alert-sources-read-nothing'],
    ['whoever is no agent', ask1('stranger'), 'default-deny'],
    ['whoever writes an agent in another way', ask1('Agent::"reasoning"'), 'default-deny'],
  ])('refuses %s', (_, question, policy) => {
    expect(question()).toMatchObject({
      allowed: false,
      policies: [policy],
      reason: expect.stringContaining('would have to'),
    });
  });

  it.each([
    ['a list', { topics: ['a'] }],
    ['an entity', { topic: { __entity: { type: 'Agent', id: 'governance' } } }],
    ['a fraction', { limit: 1.5 }],
    ['a name of Cedar itself', { __extn: 'x' }],
    ['a fact that the schema does not know', { topic: 'orders' }],
  ])('refuses facts with %s', (_, facts) => {
    expect(ask('reasoning', 'describe_topics', undefined, facts)).toMatchObject({
      allowed: false,
      policies: ['default-deny'],
      reason: expect.stringContaining('would have to'),
    });
  });
});

describe('authorize - governance', () => {
  const agentsThatMay = (tool: string, human?: Principal) =>
    agentRoles.filter((role) => ask(role, tool, human).allowed);

  it.each([
    ['propose_change', ['reasoning']],
    ['request_grant', ['reasoning']],
    ['redeem_grant', ['action']],
    ['release_grant', ['action']],
    ['list_approvals', ['gateway']],
    ['set_freeze', ['gateway']],
    ['authorize_call', ['perception', 'learning']],
    ['decide_approval', ['gateway']],
  ])('lets these and no others call %s: %j', (tool, roles) => {
    expect(agentsThatMay(tool)).toEqual(roles);
  });

  it('agrees with the contracts about who may call governance', () => {
    const admin: Principal = { ...ann, role: 'admin' };
    for (const { name, callers = [] } of all.filter(({ server }) => server === 'governance'))
      expect([name, agentsThatMay(name, admin).toSorted()]).toEqual([name, callers.toSorted()]);
  });

  it.each([
    ['a write tool', 'set_topic_config', 'would have to be granted'],
    ['a tool there is none of', 'delete_everything', 'would have to be a tool of the mesh'],
    ['a handoff, which nobody calls', 'advance_incident', 'a policy would have to permit'],
  ])('refuses %s', (_, tool, reason) => {
    expect(ask('reasoning', tool)).toMatchObject({
      allowed: false,
      policies: ['default-deny'],
      reason: expect.stringContaining(reason),
    });
  });
});

/** A question asked once the engine is there. */
function ask1(caller: string, human?: Principal) {
  return () => ask(caller, 'describe_topics', human);
}
