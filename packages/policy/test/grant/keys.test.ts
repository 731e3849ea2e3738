import { describe, expect, it } from 'vitest';
import { createGrantSigner, generateKeyPair, publicKeyOf } from '../../src/index.ts';

describe('grant - keys', () => {
  it('derives the public key from the seed', () => {
    const pair = generateKeyPair();
    expect(publicKeyOf(pair.seed)).toBe(pair.publicKey);
  });

  it('agrees with the first test vector of RFC 8032', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const publicKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
    expect(publicKeyOf(seed.toString('base64url'))).toBe(publicKey.toString('base64url'));
  });

  it('rejects a seed that is none, without repeating it', () => {
    for (const bad of ['', 'short', 'A'.repeat(44)]) {
      expect(() => createGrantSigner(bad)).toThrow(
        expect.objectContaining({
          code: 'MESH_CONFIG_INVALID',
          message: expect.not.stringContaining(bad || ' 32 byte '),
        }),
      );
    }
  });
});
