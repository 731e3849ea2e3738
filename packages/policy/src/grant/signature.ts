import { sign, verify } from 'node:crypto';
import { canonicalJson, GrantBody, type Grant } from '@sremesh/contracts';
import { importPublicKey, importSeed } from './keys.ts';

export interface GrantSigner {
  sign(body: GrantBody): Grant;
}

export interface GrantVerifier {
  /** Whether the signature is governance's over exactly these fields. */
  verify(grant: Grant): boolean;
}

/** `privateKey`: raw Ed25519 seed, base64url. The signature covers the canonical JSON of the body. */
export function createGrantSigner(privateKey: string): GrantSigner {
  const key = importSeed(privateKey);
  return {
    sign(body) {
      const checked = GrantBody.parse(body);
      return { ...checked, signature: sign(null, bytesOf(checked), key).toString('base64url') };
    },
  };
}

/** `publicKey`: raw Ed25519 public key, base64url. */
export function createGrantVerifier(publicKey: string): GrantVerifier {
  const key = importPublicKey(publicKey);
  return {
    verify({ signature, ...body }) {
      const bytes = Buffer.from(signature, 'base64url');
      // One spelling per signature: base64url has spare bits in its last character, and decoding skips what it does not know.
      if (bytes.toString('base64url') !== signature) return false;
      return verify(null, bytesOf(body), key, bytes);
    },
  };
}

const bytesOf = (body: GrantBody): Buffer => Buffer.from(canonicalJson(body), 'utf8');
