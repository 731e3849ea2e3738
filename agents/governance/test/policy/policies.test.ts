import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '@sremesh/test/until';
import { ProposalRecord } from '../../src/records.ts';
import { callIn, newIncident, remedy } from '../support/changes.ts';
import { people } from '../support/people.ts';
import { forbid, ownPolicies } from '../support/policies.ts';
import { decide } from '../support/deciding.ts';
import { approved, ask, propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
let policies: Awaited<ReturnType<typeof ownPolicies>>;
let versions: string[];
beforeAll(async () => {
  policies = await ownPolicies({
    'own.cedar': `@id("retention-shrinks")
@needs("a remedy would have to set a finite retention.ms")
permit (principal, action == Action::"set_topic_config", resource)
when { context.step.kind == "remedy" && context.args has retentionTo };`,
  });
  running = await startRunning({ SREMESH_POLICY_DIR: policies.path });
  versions = [];
  running.reasoning.onPolicy((version) => void versions.push(version));
});
afterAll(async () => {
  await running.close();
  await policies.close();
});

const question = (caller: string, tool: string) => ({
  caller,
  tool,
  tenant: 'default',
  facts: {},
});

describe('policies - in governance', () => {
  it('keeps with a proposal which of them decided, and how many people are needed', async () => {
    const { proposalId } = await propose(running);
    const record = await running.records.store('proposals', ProposalRecord).get(proposalId);
    expect(record?.value).toMatchObject({
      policies: expect.arrayContaining(['retention-grows-to-7d', 'medium-risk-one-approver']),
      requiredApprovals: 1,
      evidence: { count: 1 },
    });
  });

  it('grants a step that cannot be undone only once two people have approved it', async () => {
    const shrink = { ...remedy, expectedPreState: { 'retention.ms': '900000' }, rollback: null };
    const asked = await approved(running, [shrink]);
    await expect(ask(running, asked)).resolves.toMatchObject({
      granted: false,
      reason: expect.stringMatching(/high-risk-.*it is pending/),
    });
    await decide(running, asked, {}, people.ben);
    await expect(ask(running, asked)).resolves.toMatchObject({ granted: true });
  });

  it('takes an approval that was asked for as binding where policies no longer ask for it', async () => {
    const asked = await propose(running);
    await decide(running, asked, { decision: 'deny' });
    await policies.write('approvals.cedar', '// nobody is asked\n');
    await until('policies without approvals', async () =>
      (await propose(running)).decision === 'allowed' ? true : undefined,
    );
    await expect(ask(running, asked)).resolves.toMatchObject({
      granted: false,
      reason: expect.stringContaining('it is denied'),
    });
  });

  it('stays with the last good ones while a file is wrong, says so, and recovers', async () => {
    const replica = await running.start();
    const { agent } = replica;
    const before = await agent.authorize?.(question('reasoning', 'propose_change'));
    expect(before).toMatchObject({ allowed: true, policies: ['reasoning-proposes'] });
    await policies.write('own.cedar', 'permit (principal action, resource);');
    const about = () => [agent.notReady?.() ?? ''].find((reason) => reason.includes('own.cedar'));
    const trouble = await until('it says what is wrong', about);
    expect(trouble).toMatch(/own\.cedar:1: .*policies before stay in force/);
    expect(await agent.authorize?.(question('reasoning', 'propose_change'))).toEqual(before);
    await policies.write('own.cedar', forbid('never', 'true'));
    await until('nothing is wrong any more', () => (about() === undefined ? true : undefined));
    const after = await agent.authorize?.(question('reasoning', 'propose_change'));
    expect(after?.policyVersion).not.toBe(before?.policyVersion);
    await until('every agent is told', () => versions.find((version) => version === after?.policyVersion));
    expect(await propose(running)).toMatchObject({
      decision: 'refused',
      reason: expect.stringContaining('never: '),
    });
    await replica.stop();
  });
});

describe('authorize_call - reads of other agents', () => {
  it('answers what policy says of the caller in the tenant of the call, and the version', async () => {
    const perception = await running.nats.connect('perception');
    const may = (caller: string, tenants: string[]) =>
      perception.call(
        'authorize_call',
        { caller, tool: 'describe_topics', facts: {}, principal: { name: 'eve', role: 'viewer', tenants } },
        callIn(newIncident()),
      );
    const allowed = await may('gateway', ['default']);
    expect(allowed).toMatchObject({ allowed: true, policies: ['agents-read'] });
    expect(await may('gateway', ['other'])).toMatchObject({
      allowed: false,
      policies: ['people-stay-in-their-tenants'],
      policyVersion: allowed.policyVersion,
    });
    expect(await may('stranger', ['default'])).toMatchObject({ allowed: false, policies: ['default-deny'] });
  });

  it('is for the agents that serve reads', async () => {
    const call = running.reasoning.call(
      'authorize_call',
      { caller: 'reasoning', tool: 'describe_topics', facts: {} },
      callIn(newIncident()),
    );
    await expect(call).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
  });
});
