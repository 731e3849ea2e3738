import { KafkaConnection } from '@sremesh/kafka';
import { Tenant } from '@sremesh/contracts';
import { Approvers, defaultPolicies, Mode } from '@sremesh/policy';
import { z } from 'zod';
import { parseKeys } from './own-identity.ts';

const ApproversText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'not a JSON array of {name, role, tenants, publicKey}' });
      return z.NEVER;
    }
  })
  .pipe(Approvers)
  .describe('the register of those who may decide; JSON');

export const GovernanceConfig = z.object({
  ...KafkaConnection.shape,
  /** Makes and ends the users of single steps; without it nothing is carried out. */
  KAFKA_ADMIN_USERNAME: z.string().optional(),
  KAFKA_ADMIN_PASSWORD: z.string().optional(),
  SREMESH_ALLOW_UNENFORCED: z.stringbool().default(false),
  SREMESH_TENANT: Tenant.default('default'),
  SREMESH_MODE: Mode.default('propose'),
  /** Where the policies are; default: those that the mesh comes with. */
  SREMESH_POLICY_DIR: z.string().min(1).default(defaultPolicies),
  NATS_URL: z.string().min(1),
  SREMESH_NATS_KEYS: z
    .string()
    .transform(parseKeys)
    .describe('what governance signs identities with; JSON, secret'),
  SREMESH_GRANT_SIGNING_KEY: z.string().min(1).describe('raw Ed25519 seed, base64url; secret'),
  SREMESH_AUDIT_SIGNING_KEY: z.string().min(1).describe('raw Ed25519 seed, base64url; secret'),
  /** Each checkpoint of the audit is appended to this file, which somebody else keeps. */
  SREMESH_AUDIT_WITNESS_FILE: z.string().min(1).optional(),
  /** Program and arguments, split at spaces, that gets each checkpoint on its standard input. */
  SREMESH_AUDIT_WITNESS_COMMAND: z.string().min(1).optional(),
  SREMESH_APPROVERS: ApproversText.default([]),
  /** How long an approval waits for a person. */
  SREMESH_APPROVAL_TTL_SECONDS: z.coerce.number().int().min(1).max(604_800).default(3600),
  /** How long a grant may be used. */
  SREMESH_GRANT_TTL_SECONDS: z.coerce.number().int().min(1).max(300).default(30),
});
export type GovernanceConfig = z.infer<typeof GovernanceConfig>;
