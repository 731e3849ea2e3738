import { generateKeyPairSync } from 'node:crypto';
import { createAuditSigner, type AuditEntry, type AuditSigner } from '../src/index.ts';

export function newSigner(): AuditSigner {
  const { d: seed = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return createAuditSigner(seed);
}

export const call = (data: unknown): AuditEntry => ({
  at: '2026-11-21T10:00:00.000Z',
  kind: 'call',
  source: 'perception/1',
  data,
});
