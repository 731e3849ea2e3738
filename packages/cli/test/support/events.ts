import type { EventPayload, EventType, IncidentEvent, Proposal } from '@sremesh/contracts';

export const origin = Date.parse('2026-01-01T00:00:00.000Z');

let count = 0;

/** An event of an incident, so many milliseconds after the origin. */
export function eventOf<T extends EventType>(type: T, payload: EventPayload<T>, atMs = 0): IncidentEvent {
  count += 1;
  const at = new Date(origin + atMs).toISOString();
  return { id: `e${count}`, incident: 'inc-1', tenant: 'default', at, type, payload } as IncidentEvent;
}

export const opened = (summary = 'behind', atMs = 0): IncidentEvent =>
  eventOf(
    'opened',
    {
      detection: {
        symptom: 'retention-risk',
        cluster: 'c',
        resources: [
          { kind: 'consumer-group', name: 'settlement' },
          { kind: 'topic', name: 'payments' },
        ],
        severity: 3,
        observedAt: new Date(origin + atMs).toISOString(),
        since: new Date(origin + atMs).toISOString(),
        summary,
        measures: {},
      },
      traceparent: `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`,
    },
    atMs,
  );

const verify = {
  tool: 'read_consumer_lag',
  args: { groupId: 'settlement' },
  expect: [{ path: 'timeToDataLossSeconds', op: 'at-least' as const, value: 60 }],
  windowMs: 1000,
  withinMs: 10_000,
};

const step = (purpose: 'remedy' | 'restore', from: string, to: string): Proposal['steps'][number] => ({
  purpose,
  tool: 'set_topic_config',
  args: { topic: 'payments', configs: { 'retention.ms': to } },
  expectedPreState: { 'retention.ms': from },
  rollback: null,
  verify,
  risk: 'medium',
  reversibility: 'reversible',
  blastRadius: 1,
  bytesMoved: 0,
  clientsAffected: 1,
  why: 'reversible, 1 topic, no data moved',
});

export const proposal: Proposal = {
  id: 'prop-1',
  digest: `sha256:${'a'.repeat(64)}`,
  cluster: 'c',
  cause: 'topic.retention-edge',
  resources: [{ kind: 'topic', name: 'payments' }],
  evidenceIds: ['ev-000000000001'],
  summary: 'keep records four times as long',
  steps: [step('remedy', '24000', '96000'), step('restore', '96000', '24000')],
};

/** The grant, the effect and the verification of one step. */
export const stepDone = (index: number, ok = true): IncidentEvent[] => {
  const where = { step: index, direction: 'forward' as const };
  const grantId = `grant-${index}`;
  const args = proposal.steps[index]?.args ?? {};
  const expiresAt = new Date(origin + 60_000).toISOString();
  return [
    eventOf('granted', { ...where, tool: 'set_topic_config', args, grantId, expiresAt }),
    eventOf('applied', { ...where, grantId, preState: {}, postState: {}, instance: 'a' }),
    eventOf('verified', { ...where, ok, readings: [], reason: ok ? 'it held' : 'it did not hold' }),
  ];
};
