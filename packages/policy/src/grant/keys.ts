import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { MeshError } from '@sremesh/contracts';

/** Ed25519 keys as 32 raw bytes each, base64url: the seed, and the public key that goes with it. */
export interface RawKeyPair {
  seed: string;
  publicKey: string;
}

/** PKCS #8 wrapping of an Ed25519 seed (RFC 8410, section 7): these bytes, then the seed's 32. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const rawLength = 32;

export function generateKeyPair(): RawKeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d: seed, x: publicKey } = privateKey.export({ format: 'jwk' });
  if (seed === undefined || publicKey === undefined) throw new TypeError('an Ed25519 key has d and x');
  return { seed, publicKey };
}

export const publicKeyOf = (seed: string): string => {
  const { x } = createPublicKey(importSeed(seed)).export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('an Ed25519 key has x');
  return x;
};

/** Throws MESH_CONFIG_INVALID where the text is no seed; the text itself is never in the message. */
export function importSeed(seed: string): KeyObject {
  const key = Buffer.concat([pkcs8Prefix, rawBytes(seed, 'signing key')]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

export function importPublicKey(publicKey: string): KeyObject {
  const x = rawBytes(publicKey, 'public key').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function rawBytes(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length === rawLength && bytes.toString('base64url') === text) return bytes;
  throw new MeshError('MESH_CONFIG_INVALID', `the ${what} is not 32 bytes in base64url`, {
    remedy: 'Use the pair that the mesh generated at its first start; do not edit it.',
  });
}
