import { createHash, sign, verify } from 'node:crypto';
import { importPublicKey, importSeed } from '../grant/keys.ts';
import { encodeBase32 } from './base32.ts';
import { decodePublicKey, decodeSeed, type KeyKind } from './nkey-text.ts';
import type { NKey } from './nkey.ts';

const header = encodePart({ typ: 'JWT', alg: 'ed25519-nkey' });

/** What every claim of NATS has; `nats` holds what is particular to its kind. */
export interface Claims {
  name: string;
  /** Public key that the claim is about. */
  sub: string;
  /** Seconds since 1970. */
  iat: number;
  exp?: number;
  nats: Record<string, unknown>;
}

/** Signs claims as version 2 of the JWT format of NATS; `jti` is a hash over them. */
export function encodeJwt(claims: Claims, kind: KeyKind, signer: NKey): string {
  const unnamed = {
    ...claims,
    iss: signer.publicKey,
    jti: '',
    nats: { ...claims.nats, version: 2 },
  };
  const jti = encodeBase32(createHash('sha512-256').update(JSON.stringify(unnamed)).digest());
  const signed = `${header}.${encodePart({ ...unnamed, jti })}`;
  return `${signed}.${signText(signed, kind, signer)}`;
}

export interface DecodedJwt {
  header: unknown;
  claims: unknown;
  /** Whether this key signed exactly this text. */
  signedBy: (kind: KeyKind, publicKey: string) => boolean;
}

/** Takes a JWT apart without believing it; undefined where it is none. */
export function decodeJwt(jwt: string): DecodedJwt | undefined {
  const [head, body, signature, ...rest] = jwt.split('.');
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0)
    return undefined;
  const [readHeader, claims, bytes] = [decodePart(head), decodePart(body), strictBytes(signature)];
  if (readHeader === undefined || claims === undefined || bytes === undefined) return undefined;
  return {
    header: readHeader,
    claims,
    signedBy: (kind, publicKey) => {
      const key = importPublicKey(decodePublicKey(kind, publicKey).toString('base64url'));
      return verify(null, Buffer.from(`${head}.${body}`), key, bytes);
    },
  };
}

function signText(text: string, kind: KeyKind, { seed }: NKey): string {
  const key = importSeed(decodeSeed(kind, seed).toString('base64url'));
  return sign(null, Buffer.from(text), key).toString('base64url');
}

function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decodePart(text: string): unknown {
  try {
    const bytes = strictBytes(text);
    return bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Undefined where the text is not the one way to write these bytes. */
function strictBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
