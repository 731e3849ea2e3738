import { newTraceParent, type Detection, type ProposedStep } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remedy, restore } from '../support/changes.ts';
import { forbid, ownPolicies } from '../support/policies.ts';
import { approved, ask, propose, startRunning, type Running } from '../support/running.ts';

let running: Running;
let perception: Mesh;
let policies: Awaited<ReturnType<typeof ownPolicies>>;
beforeAll(async () => {
  policies = await ownPolicies({
    'own.cedar': [
      forbid('one-a-resource', 'context.usage.grantsLastHourSameResource >= 1'),
      forbid('three-an-hour', 'context.usage.grantsLastHour >= 3'),
      forbid('one-change-at-once', 'context.usage.changesRunning >= 1'),
    ].join('\n'),
  });
  running = await startRunning({ SREMESH_POLICY_DIR: policies.path });
  perception = await running.nats.connect('perception');
});
afterAll(async () => {
  await running.close();
  await policies.close();
});

const detection: Detection = {
  symptom: 'retention-risk',
  cluster: 'kafka-1',
  resources: [{ kind: 'topic', name: 'orders' }],
  severity: 2,
  observedAt: new Date().toISOString(),
  since: new Date().toISOString(),
  summary: 'behind',
  measures: {},
};

const on = (topic: string, step: ProposedStep): ProposedStep => {
  const call = (args: ProposedStep['args']) => ({ ...args, topic });
  const rollback = step.rollback && { ...step.rollback, args: call(step.rollback.args) };
  return { ...step, args: call(step.args), rollback };
};
const stepsOn = (topic: string) => [on(topic, remedy), on(topic, restore)];

describe('usage - what was granted before', () => {
  it('is counted for each resource, the tenant, and changes that are under way', async () => {
    const first = await approved(running, stepsOn('usage-a'));
    await perception.emit(
      'opened',
      { detection, traceparent: newTraceParent() },
      { incident: first.incident, tenant: 'default' },
    );
    const second = await approved(running, stepsOn('usage-b'));
    expect(await ask(running, first)).toMatchObject({ granted: true });

    const same = await propose(running, stepsOn('usage-a'));
    expect(same).toMatchObject({
      decision: 'refused',
      reason: expect.stringMatching(/one-a-resource: .*one-change-at-once: /),
    });
    expect(await ask(running, second)).toMatchObject({
      granted: false,
      reason: expect.stringMatching(/^one-change-at-once: /),
    });

    await running.reasoning.emit(
      'resolved',
      { reason: 'done' },
      { incident: first.incident, tenant: 'default' },
    );
    expect(await ask(running, second)).toMatchObject({ granted: true });
    expect(await ask(running, first, { direction: 'rollback' })).toMatchObject({ granted: true });
    const third = await propose(running, stepsOn('usage-c'));
    expect(third).toMatchObject({ decision: 'refused', reason: expect.stringContaining('three-an-hour: ') });
  });
});
