import { MeshError } from '@sremesh/contracts';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { crc16 } from './crc16.ts';

/** What a key is for is its first letter: operator, account, user. */
export type KeyKind = 'O' | 'A' | 'U';

export const kindNames: Record<KeyKind, string> = { O: 'operator', A: 'account', U: 'user' };

/** Prefix bytes of the nkeys format: five bits of base32, at the top. */
const prefixes: Record<KeyKind, number> = { O: 14 << 3, A: 0, U: 20 << 3 };
const seedPrefix = 18 << 3;
const rawLength = 32;

/** Base32 over prefix, 32 raw bytes and CRC-16. */
export const encodePublicKey = (kind: KeyKind, raw: Uint8Array): string => encode(publicHead(kind), raw);
export const encodeSeed = (kind: KeyKind, raw: Uint8Array): string => encode(seedHead(kind), raw);

/** The 32 raw bytes; throws MESH_CONFIG_INVALID, and never shows the text. */
export const decodePublicKey = (kind: KeyKind, text: string): Buffer =>
  decode(text, publicHead(kind), `public ${kindNames[kind]} key`);
export const decodeSeed = (kind: KeyKind, text: string): Buffer =>
  decode(text, seedHead(kind), `${kindNames[kind]} seed`);

const publicHead = (kind: KeyKind): number[] => [prefixes[kind]];
/** A seed's first ten bits are two prefixes: that it is a seed, and of what. */
const seedHead = (kind: KeyKind): number[] => [
  seedPrefix | (prefixes[kind] >> 5),
  (prefixes[kind] & 31) << 3,
];

function encode(head: readonly number[], raw: Uint8Array): string {
  const body = Buffer.from([...head, ...raw]);
  const crc = crc16(body);
  return encodeBase32(Buffer.concat([body, Buffer.from([crc & 0xff, crc >> 8])]));
}

function decode(text: string, head: readonly number[], what: string): Buffer {
  const bytes = decodeBase32(text);
  const body = bytes?.subarray(0, -2);
  const fits =
    bytes !== undefined &&
    body?.length === head.length + rawLength &&
    head.every((byte, index) => byte === body[index]) &&
    crc16(body) === bytes.readUInt16LE(body.length);
  if (fits) return body.subarray(head.length);
  throw new MeshError('MESH_CONFIG_INVALID', `this is not a ${what} of NATS`, {
    remedy: 'Use the text that the mesh made, whole; do not edit it.',
  });
}
