import { z } from 'zod';
import { generateKeyPair, type RawKeyPair } from '../grant/keys.ts';

/** A NATS user identity: the seed an agent proves itself with (secret), and the public key the server knows. */
export const NKey = z.object({
  seed: z.string().regex(/^SU[A-Z2-7]{56}$/),
  publicKey: z.string().regex(/^U[A-Z2-7]{55}$/),
});
export type NKey = z.infer<typeof NKey>;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Prefix bytes of the nkeys format, five bits each in base32: `S` for a seed, `U` for a user. */
const seedPrefix = 18 << 3;
const userPrefix = 20 << 3;

export const generateUserKey = (): NKey => encodeUserKey(generateKeyPair());

/** Ed25519 keys in the text form of NATS: base32 over prefix, key and CRC-16. */
function encodeUserKey(pair: RawKeyPair): NKey {
  const [seed, publicKey] = [pair.seed, pair.publicKey].map((text) => Buffer.from(text, 'base64url'));
  if (seed === undefined || publicKey === undefined) throw new TypeError('a key pair has two keys');
  // A seed's first ten bits are two prefixes: that it is a seed, and of what.
  const seedHead = [seedPrefix | (userPrefix >> 5), (userPrefix & 31) << 3];
  return { seed: encode([...seedHead, ...seed]), publicKey: encode([userPrefix, ...publicKey]) };
}

function encode(bytes: readonly number[]): string {
  const crc = crc16(bytes);
  return base32([...bytes, crc & 0xff, crc >> 8]);
}

/** CRC-16/XMODEM. */
function crc16(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

/** RFC 4648, without padding. */
function base32(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}
