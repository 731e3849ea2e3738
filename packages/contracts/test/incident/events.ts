import * as fc from 'fast-check';
import { causes, type EventPayload, type EventType, type IncidentEvent } from '@sremesh/contracts';

const start = Date.UTC(2026, 0, 5);
const time = fc.integer({ min: 0, max: 1e7 }).map((ms) => new Date(start + ms).toISOString());
const text = fc.string({ maxLength: 20 });
const step = {
  step: fc.nat({ max: 1 }),
  direction: fc.constantFrom('forward' as const, 'rollback' as const),
};
/** Few, so that events speak of the same grant. */
const grantId = fc.constantFrom('grant-1', 'grant-2', 'grant-3');
const decision = fc.record({
  by: text,
  decision: fc.constantFrom('approve' as const, 'deny' as const),
  at: time,
  reason: text,
});
const approvalId = fc.constantFrom('apr-1', 'apr-2');
const readConsumerLag = { tool: 'read_consumer_lag', args: { groupId: 'g' } };
const setTopicConfig = { tool: 'set_topic_config', args: { topic: 't', configs: { 'retention.ms': '2' } } };

const detection: EventPayload<'opened'>['detection'] = {
  symptom: 'retention-risk',
  cluster: 'c1',
  resources: [{ kind: 'topic', name: 't' }],
  severity: 2,
  observedAt: new Date(start).toISOString(),
  since: new Date(start - 1000).toISOString(),
  summary: 'seen',
  measures: { lagRecords: 3 },
};

const proposal: EventPayload<'proposed'>['proposal'] = {
  id: 'pro-1',
  digest: 'sha256:00',
  cluster: 'c1',
  cause: 'topic.retention-edge',
  resources: detection.resources,
  evidenceIds: ['ev-000000000000'],
  summary: 'extend',
  steps: [
    {
      purpose: 'remedy',
      ...setTopicConfig,
      expectedPreState: { 'retention.ms': '1' },
      rollback: null,
      verify: {
        ...readConsumerLag,
        expect: [{ path: 'lag', op: 'at-most', value: 1 }],
        windowMs: 0,
        withinMs: 1000,
      },
      risk: 'medium',
      reversibility: 'reversible',
      blastRadius: 1,
      bytesMoved: 0,
      clientsAffected: 1,
      why: 'reversible, 1 topic, no data moved',
    },
  ],
};

const payloads: { [T in EventType]: fc.Arbitrary<EventPayload<T>> } = {
  opened: fc.constant({ detection, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }),
  diagnosing: fc.constant({}),
  evidence: fc.record({
    evidence: fc.record({
      id: fc.constantFrom('ev-000000000001', 'ev-000000000002'),
      digest: fc.constant('sha256:01'),
      tool: fc.constant('read_consumer_lag'),
      args: fc.constant({ groupId: 'g' }),
      window: fc.record({ from: time, to: time }),
      summary: text,
      value: fc.option(fc.integer()),
      unit: fc.option(text),
    }),
  }),
  diagnosed: fc.record({
    cause: fc.option(fc.constantFrom(...causes)),
    hypotheses: fc.array(
      fc.record({
        cause: fc.constantFrom(...causes, 'unknown' as const),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
        evidenceIds: fc.array(text),
        because: fc.array(text),
        missing: fc.array(text),
      }),
    ),
  }),
  suppressed: fc.record({ reason: text }),
  escalated: fc.record({ reason: text }),
  refused: fc.record({ reason: text }),
  resolved: fc.record({ reason: text }),
  undone: fc.record({ reason: text }),
  learned: fc.record({ lessonId: text }),
  proposed: fc.record({ proposal: fc.constant(proposal), decision: text, reason: text }),
  approval_requested: fc.record({
    approval: fc.record({
      id: approvalId,
      tenant: fc.constant('default'),
      status: fc.constant('pending' as const),
      incident: fc.constant('inc-1'),
      digest: fc.constant('sha256:00'),
      requiredRole: fc.constant('approver' as const),
      requiredApprovals: fc.constantFrom(1 as const, 2 as const),
      decisions: fc.constant([]),
      requestedAt: time,
      expiresAt: time,
    }),
  }),
  approval_given: fc.record({ approvalId, decision, missing: fc.constant(1) }),
  approval_decided: fc.record({
    approvalId,
    status: fc.constantFrom(...(['approved', 'denied', 'expired', 'voided'] as const)),
    decidedBy: fc.option(text),
    reason: text,
    decisions: fc.array(decision, { maxLength: 2 }),
  }),
  granted: fc
    .record({ ...step, grantId, expiresAt: time })
    .map((payload) => ({ ...payload, ...setTopicConfig })),
  applied: fc.record({
    ...step,
    grantId,
    preState: fc.constant({ 'retention.ms': '1' }),
    postState: fc.constant({ 'retention.ms': '2' }),
    instance: text,
  }),
  not_applied: fc.record({
    ...step,
    grantId,
    outcome: fc.constantFrom(...(['failed', 'refused', 'expired', 'prestate_changed'] as const)),
    reason: text,
    instance: text,
  }),
  verified: fc.record({
    ...step,
    ok: fc.boolean(),
    readings: fc.array(
      fc.record({ at: time, values: fc.dictionary(text, fc.option(fc.integer())), holds: fc.boolean() }),
      { maxLength: 2 },
    ),
    reason: text,
  }),
};

const eventOf = <T extends EventType>(type: T) =>
  fc.record({
    id: fc.uuid(),
    incident: fc.constant('inc-1'),
    tenant: fc.constant('default'),
    at: time,
    type: fc.constant(type),
    payload: payloads[type],
  });

/** Any event of one incident, each with an id of its own. */
export const anyEvent: fc.Arbitrary<IncidentEvent> = fc.oneof(
  eventOf('diagnosing'),
  eventOf('evidence'),
  eventOf('diagnosed'),
  eventOf('suppressed'),
  eventOf('escalated'),
  eventOf('refused'),
  eventOf('resolved'),
  eventOf('undone'),
  eventOf('learned'),
  eventOf('proposed'),
  eventOf('approval_requested'),
  eventOf('approval_given'),
  eventOf('approval_decided'),
  eventOf('granted'),
  eventOf('applied'),
  eventOf('not_applied'),
  eventOf('verified'),
);

/** A log that begins with `opened`; its times rise, as those of one publisher do. */
export const anyLog: fc.Arbitrary<IncidentEvent[]> = fc
  .tuple(eventOf('opened'), fc.array(anyEvent, { maxLength: 25 }))
  .map(([opened, later]) =>
    [opened, ...later].map((one, index) => ({
      ...one,
      at: new Date(start + index * 1000).toISOString(),
    })),
  );

/** An event with the least that its type needs, `seconds` after the start. */
export function event<T extends EventType>(type: T, payload: EventPayload<T>, seconds: number) {
  const at = new Date(start + seconds * 1000).toISOString();
  return { id: `inc-1:${type}:${seconds}`, incident: 'inc-1', tenant: 'default', at, type, payload };
}
export const opening = event(
  'opened',
  { detection, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  0,
);
export const proposing = (seconds: number) =>
  event('proposed', { proposal, decision: 'allowed', reason: 'low' }, seconds);
