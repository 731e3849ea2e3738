import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { canonicalJson, MeshError, type AuditCheckpoint } from '@sremesh/contracts';

export interface AuditSigner {
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string;
  checkpoint(over: Pick<AuditCheckpoint, 'tenant' | 'seq' | 'hash' | 'at'>): AuditCheckpoint;
}

/** PKCS #8 wrapping of an Ed25519 seed (RFC 8410, section 7): these bytes, then the seed's 32. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const seedLength = 32;

/** `seed`: raw Ed25519 seed, base64url. Throws MESH_CONFIG_INVALID where it is none; it is never in the message. */
export function createAuditSigner(seed: string): AuditSigner {
  const key = privateKeyOf(seed);
  const { x: publicKey } = createPublicKey(key).export({ format: 'jwk' });
  if (publicKey === undefined) throw new TypeError('an Ed25519 key has x');
  return {
    publicKey,
    checkpoint({ tenant, seq, hash, at }) {
      const statement = { tenant, seq, hash, at, publicKey };
      const signature = sign(null, Buffer.from(canonicalJson(statement), 'utf8'), key);
      return { ...statement, signature: signature.toString('base64url') };
    },
  };
}

function privateKeyOf(seed: string): KeyObject {
  const raw = Buffer.from(seed, 'base64url');
  if (raw.length !== seedLength)
    throw new MeshError('MESH_CONFIG_INVALID', 'SREMESH_AUDIT_SIGNING_KEY: not 32 bytes in base64url', {
      remedy: 'Use the seed that the mesh generated at its first start; do not edit it.',
    });
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, raw]), format: 'der', type: 'pkcs8' });
}
