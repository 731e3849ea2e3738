import type { ToolOutput } from '@sremesh/contracts';
import { start } from '../clock.ts';
import { killed, gone, poison } from '../group-cases.ts';
import type { Case } from '../cases.ts';
import { group, type Outputs } from '../readings.ts';
import { healthOf } from './health.ts';
import { inWorld, symptomOf } from './world.ts';

const ago = (seconds: number) => new Date(start - seconds * 1000).toISOString();
const observedAt = ago(0);
const listed = { nextCursor: null, claim: null };

const rightLost = (operation: string, principal: string): ToolOutput<'list_acls'> => ({
  observedAt,
  authorizer: true,
  acls: [],
  windowSeconds: 120,
  changes: [
    {
      at: ago(6),
      change: 'removed',
      entry: {
        principal,
        host: '*',
        operation,
        permission: 'Allow',
        resourceType: 'Topic',
        resourceName: 'orders',
        patternType: 'LITERAL',
      },
    },
  ],
  total: 0,
  ...listed,
  visibility: { complete: true, note: null },
});

export const aclDenied: Case[] = [
  {
    detection: symptomOf('authorization-failures', ['topic orders', 'principal User:shop'], { refused: 36 }),
    outputs: {
      list_acls: rightLost('Write', 'User:shop'),
      read_broker_health: healthOf({ refusedPerSecond: 0.3 }),
      explain_access: {
        observedAt,
        allowed: false,
        reason: 'No ACL allows it.',
        decidedBy: null,
        applicable: [],
        changes: [],
        visibility: { complete: true, note: null },
      },
    },
  },
  {
    detection: killed.detection,
    outputs: {
      ...killed.outputs,
      list_acls: rightLost('Read', 'User:billing'),
      read_broker_health: healthOf({ refusedPerSecond: 0.2 }),
    },
  },
];

/** Of a group that nobody is in, with these failed logins. */
export const turnedAway = (failedLogins: [ago: number, count: number][]): Case =>
  inWorld({
    ...gone,
    outputs: { ...gone.outputs, read_broker_health: healthOf({ failedLogins }) },
  });

export const authFailed: Case[] = [
  {
    detection: symptomOf('authentication-failures', ['cluster test'], {
      failedLogins: 9,
      readingsWithFailures: 3,
    }),
    outputs: {
      read_broker_health: healthOf({
        failedLogins: [
          [4, 3],
          [2, 3],
          [0, 3],
        ],
      }),
    },
  },
  turnedAway([
    [2, 2],
    [0, 2],
  ]),
];

const throttled = (user: string, clientId: string, request: 'Produce' | 'Fetch'): Outputs => ({
  read_throttling: {
    observedAt,
    metrics: true,
    windowSeconds: 120,
    clients: [
      {
        user,
        clientId,
        request,
        throttleMs: 900,
        brokers: [1, 2, 3],
        throttledSeconds: 12,
        quota: { name: 'consumer_byte_rate', limit: 20_000, entity: `user ${user}` },
      },
    ],
  },
});
const member = { memberId: 'm', host: '/10.0.0.1', instanceId: null, assigned: 6 };

export const quotaThrottled = (slow: Case): Case[] => [
  {
    detection: symptomOf('clients-throttled', ['client camera/camera-1'], { throttleMs: 900 }),
    outputs: throttled('camera', 'camera-1', 'Produce'),
  },
  {
    detection: slow.detection,
    outputs: {
      ...slow.outputs,
      describe_consumer_group: group({ members: [{ ...member, clientId: 'billing-1' }] }),
      ...throttled('billing', 'billing-1', 'Fetch'),
    },
  },
];

const broke: Outputs = {
  list_schemas: {
    observedAt,
    configured: true,
    subjects: [
      {
        subject: 'orders-value',
        version: 2,
        id: 7,
        compatibility: 'NONE',
        seenAt: ago(8),
        compatibleWithPrevious: { backward: false, forward: false, messages: ['amount: another type'] },
      },
    ],
    total: 1,
    ...listed,
  },
};

export const schemaIncompatible: Case[] = [
  {
    detection: symptomOf('schema-incompatible', ['subject orders-value', 'topic orders'], { version: 2 }),
    outputs: broke,
  },
  { detection: poison.detection, outputs: { ...poison.outputs, ...broke } },
  { detection: killed.detection, outputs: { ...killed.outputs, ...broke } },
];
