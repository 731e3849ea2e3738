import { MeshError } from '@sremesh/contracts';
import { z } from 'zod';
import { decodeJwt } from './jwt.ts';
import { publicKeyOfKind } from './nkey.ts';
import { epochSeconds } from './seconds.ts';

const Header = z.object({ typ: z.literal('JWT'), alg: z.literal('ed25519-nkey') });
const Body = z.object({
  jti: z.string().min(1).max(100),
  name: z.string(),
  sub: publicKeyOfKind('U'),
  iss: publicKeyOfKind('A'),
  iat: z.int(),
  exp: z.int(),
  nats: z.object({
    type: z.literal('user'),
    version: z.literal(2),
    issuer_account: publicKeyOfKind('A'),
    tags: z.array(z.string()).max(200).default([]),
  }),
});

/** What a user JWT says. Times in seconds since 1970. */
export interface UserClaims {
  /** Of the JWT: no two have the same. */
  id: string;
  name: string;
  publicKey: string;
  issuer: string;
  account: string;
  /** Of an enrolment credential; of others the issuer says it. */
  role: string | undefined;
  tenants: string[];
  issuedAt: number;
  expiresAt: number;
}

export interface VerifyOptions {
  /** Seconds since 1970; default now. */
  now?: number;
  /** How long after its end a JWT is still taken, for clocks that differ; default 0. */
  toleranceSeconds?: number;
}

const longest = 8192;

/**
 * Reads a user JWT that one of these signing keys (public) signed. Throws MESH_MESSAGE_INVALID where it is malformed, and
 * MESH_PERMISSION_DENIED where its issuer is another, where it was altered, or where it has expired.
 */
export function verifyUser(
  jwt: string,
  issuers: readonly string[],
  { now = epochSeconds(), toleranceSeconds = 0 }: VerifyOptions = {},
): UserClaims {
  const decoded = jwt.length <= longest ? decodeJwt(jwt) : undefined;
  const body = Body.safeParse(decoded?.claims);
  if (decoded === undefined || !Header.safeParse(decoded.header).success || !body.success)
    throw new MeshError('MESH_MESSAGE_INVALID', 'the credential is malformed: it is no user JWT of NATS', {
      remedy: 'Send the JWT as it was issued.',
    });
  const { iss, sub, exp, iat, jti, name, nats } = body.data;
  if (!issuers.includes(iss))
    throw refused('has a foreign issuer: it was signed by a key that counts for nothing here');
  if (!decoded.signedBy('A', iss)) throw refused('was altered: its signature does not fit');
  if (now > exp + toleranceSeconds) throw refused(`has expired ${now - exp} s ago`);
  const tagged = (tag: string): string[] =>
    nats.tags.filter((each) => each.startsWith(`${tag}:`)).map((each) => each.slice(tag.length + 1));
  return {
    id: jti,
    name,
    publicKey: sub,
    issuer: iss,
    account: nats.issuer_account,
    role: tagged('role')[0],
    tenants: tagged('tenant'),
    issuedAt: iat,
    expiresAt: exp,
  };
}

const refused = (why: string): MeshError =>
  new MeshError('MESH_PERMISSION_DENIED', `the credential ${why}`, {
    remedy: 'Start the agent anew: its supervisor gives it a new credential.',
  });
