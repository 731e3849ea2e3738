import { digestOf, type GrantBody } from '@sremesh/contracts';
import { createGrantSigner, generateKeyPair, type GrantMoment, type GrantUse } from '../../src/index.ts';

export const keys = generateKeyPair();
const args = { topic: 'orders', configs: { 'retention.ms': '600000' } };
const issued = Date.parse('2026-11-21T12:00:00.000Z');

export const body: GrantBody = {
  id: 'grant-0123456789abcdef0123',
  tenant: 'default',
  incident: 'inc-1',
  proposalDigest: digestOf('a change'),
  approvalId: 'appr-1',
  step: 0,
  direction: 'forward',
  cluster: 'kafka-1',
  tool: 'set_topic_config',
  access: 'resource',
  argsDigest: digestOf(args),
  expectedPreState: { 'retention.ms': '60000' },
  epoch: 0,
  issuedAt: new Date(issued).toISOString(),
  expiresAt: new Date(issued + 30_000).toISOString(),
};

export const grant = createGrantSigner(keys.seed).sign(body);

export const use: GrantUse & { cluster: string } & GrantMoment = {
  publicKey: keys.publicKey,
  tool: 'set_topic_config',
  args,
  cluster: 'kafka-1',
  incident: 'inc-1',
  tenant: 'default',
  now: new Date(issued + 1000),
  toleranceMs: 1000,
};

export const after = (milliseconds: number): Date => new Date(issued + milliseconds);
