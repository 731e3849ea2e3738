import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { Checkpoint } from './line.ts';

/** `publicKey`: 32 raw bytes of an Ed25519 key, base64url. Throws RangeError where it is something else. */
export function importKey(publicKey: string): KeyObject {
  const raw = Buffer.from(publicKey, 'base64url');
  if (raw.length !== 32 || raw.toString('base64url') !== publicKey)
    throw new RangeError('the public key is not 32 bytes in base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
}

/** Whether this key signed exactly these fields; one spelling of a signature counts. */
export function isSigned({ signature, ...statement }: Checkpoint, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.toString('base64url') !== signature) return false;
  return verify(null, Buffer.from(canonical(statement), 'utf8'), key, bytes);
}
