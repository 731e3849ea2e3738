import { MeshError, Tenant } from '@sremesh/contracts';
import { z } from 'zod';
import { encodeJwt } from './jwt.ts';
import { publicKeyOfKind, type NKey } from './nkey.ts';
import { epochSeconds } from './seconds.ts';

/** A longer one does not fit into the line with which a client connects (4096 bytes). */
const maxLength = 3500;

/** Names and tags become parts of subjects, so nothing that has a meaning there may be in them. */
const Request = z.object({
  /** Name of the user: an instance. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not one subject token of at most 64 characters'),
  publicKey: publicKeyOfKind('U'),
  tenants: z.array(Tenant),
  role: z
    .string()
    .regex(/^[a-z]+$/)
    .optional(),
  mesh: publicKeyOfKind('A').optional(),
  lifeSeconds: z.int().min(1).max(86_400),
  issuedAt: z.int().min(0).optional(),
});

/** An account, and one of its signing keys. */
export interface Issuer {
  account: string;
  signing: NKey;
}

/**
 * The JWT of a user. It carries no rights: those are of the scope of the key that signs it, for these tags.
 * Throws MESH_MESSAGE_INVALID where a part of it is not what it must be.
 */
export function userJwt({ account, signing }: Issuer, request: z.infer<typeof Request>): string {
  const parsed = Request.safeParse(request);
  const issue = parsed.error?.issues[0];
  if (issue !== undefined)
    throw new MeshError('MESH_MESSAGE_INVALID', `an identity's ${issue.path.join('.')}: ${issue.message}`, {
      remedy: 'Choose another name; it becomes a part of subjects.',
    });
  const { name, publicKey, tenants, role, mesh, lifeSeconds, issuedAt: iat = epochSeconds() } = request;
  const tags = [
    ...(role === undefined ? [] : [`role:${role}`]),
    ...(mesh === undefined ? [] : [`mesh:${mesh}`]),
    ...tenants.map((tenant) => `tenant:${tenant}`),
  ];
  const nats = { type: 'user', issuer_account: account, tags };
  const jwt = encodeJwt({ name, sub: publicKey, iat, exp: iat + lifeSeconds, nats }, 'A', signing);
  if (jwt.length <= maxLength) return jwt;
  throw new MeshError('MESH_MESSAGE_INVALID', `an identity for ${tenants.length} tenants is too long`, {
    remedy: 'Run more instances of the agent, each for fewer tenants.',
  });
}
