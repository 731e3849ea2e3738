import { randomBytes } from 'node:crypto';
import {
  newTraceParent,
  type CallContext,
  type Principal,
  type ProposedChange,
  type ProposedStep,
} from '@sremesh/contracts';
import { reading } from './evidence.ts';

const verify = {
  tool: 'read_consumer_lag',
  args: { groupId: 'payments' },
  expect: [{ path: 'timeToDataLossSeconds', op: 'increasing' as const }],
  windowMs: 1000,
  withinMs: 10_000,
};

const set = (retention: string) => ({
  tool: 'set_topic_config',
  args: { topic: 'orders', configs: { 'retention.ms': retention } },
});

export const remedy: ProposedStep = {
  purpose: 'remedy',
  ...set('600000'),
  expectedPreState: { 'retention.ms': '60000' },
  rollback: set('60000'),
  verify,
};

export const restore: ProposedStep = {
  purpose: 'restore',
  ...set('60000'),
  expectedPreState: { 'retention.ms': '600000' },
  rollback: null,
  verify,
  when: verify,
};

export const changeOf = (...steps: ProposedStep[]): ProposedChange => ({
  cluster: 'kafka-1',
  cause: 'topic.retention-edge',
  resources: [{ kind: 'topic', name: 'orders' }],
  evidenceIds: [reading.evidence.id],
  summary: 'Unread records are about to be deleted.',
  steps,
});

export const newIncident = (): string => `inc-${randomBytes(6).toString('hex')}`;

export const callIn = (incident: string, principal?: Principal, tenant = 'default'): CallContext => ({
  tenant,
  traceparent: newTraceParent(),
  incident,
  ...(principal === undefined ? {} : { principal }),
});
