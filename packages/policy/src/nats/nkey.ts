import { z } from 'zod';
import { generateKeyPair, publicKeyOf } from '../grant/keys.ts';
import {
  decodePublicKey,
  decodeSeed,
  encodePublicKey,
  encodeSeed,
  kindNames,
  type KeyKind,
} from './nkey-text.ts';

/** An Ed25519 key in the text form of NATS: the seed (secret), and the public key that goes with it. */
export interface NKey {
  seed: string;
  publicKey: string;
}

export function generateNKey(kind: KeyKind): NKey {
  const pair = generateKeyPair();
  const raw = (text: string) => Buffer.from(text, 'base64url');
  return { seed: encodeSeed(kind, raw(pair.seed)), publicKey: encodePublicKey(kind, raw(pair.publicKey)) };
}

/** The key whose seed this is; throws MESH_CONFIG_INVALID, and never shows the text. */
export function nkeyFrom(kind: KeyKind, seed: string): NKey {
  const raw = publicKeyOf(decodeSeed(kind, seed).toString('base64url'));
  return { seed, publicKey: encodePublicKey(kind, Buffer.from(raw, 'base64url')) };
}

/** The schema of a public key of this kind, checksum included. */
export const publicKeyOfKind = (kind: KeyKind) =>
  z
    .string()
    .refine((text) => isWell(() => decodePublicKey(kind, text)), `not a public ${kindNames[kind]} key`);

/** The schema of a whole key of this kind. */
export const nkeyOfKind = (kind: KeyKind) =>
  z.object({
    seed: z.string().refine((text) => isWell(() => decodeSeed(kind, text)), `not a ${kindNames[kind]} seed`),
    publicKey: publicKeyOfKind(kind),
  });

function isWell(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
