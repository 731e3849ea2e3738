import { hkdfSync } from 'node:crypto';
import { publicKeyOf, type RawKeyPair } from '../grant/keys.ts';

/**
 * The key that an API token gives its owner. Governance is told the public half; whoever keeps only the token's digest,
 * as the gateway does, cannot sign.
 */
export function approverKeyOf(token: string): RawKeyPair {
  const seed = Buffer.from(hkdfSync('sha256', token, '', 'sremesh approver key', 32)).toString('base64url');
  return { seed, publicKey: publicKeyOf(seed) };
}
