import { logFor } from '@sremesh/agent';
import { MeshError, type Approver, type ToolHandlers } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { AccountClaims } from '../identities/claims.ts';
import type { IdentityDeps } from '../identities/deps.ts';
import type { IdentityRecord } from '../identities/record.ts';
import { find, narrow, revoke } from '../identities/restrict.ts';
import { onlyCaller } from '../only-caller.ts';
import { checkProof, type ProofDeps } from '../proofs/check.ts';

type RestrictIdentity = NonNullable<ToolHandlers['restrict_identity']>;

export interface RestrictDeps extends ProofDeps, Pick<IdentityDeps, 'keys' | 'identities' | 'now'> {
  mesh: Pick<Mesh, 'pushIdentity'>;
  claims: Pick<AccountClaims, 'push'>;
  log: Logger;
}

/**
 * Takes tenants or everything from an agent, because an admin signed that. First the record, which no renewal gets past;
 * then the agent is handed what it still has; then NATS drops what it had.
 */
export function restrictIdentity(deps: RestrictDeps): RestrictIdentity {
  return async ({ instance, tenants, reason, proof }, call) => {
    onlyCaller(call, 'gateway', 'restrict_identity');
    const { value: before } = await find(deps, instance);
    const admin = await checkProof(deps, proof, {
      purpose: 'restrict_identity',
      tenant: call.tenant,
      subject: instance,
      role: 'admin',
      decision: { tenants, reason },
    });
    checkSay(admin, before, tenants);
    const why = `${reason} (${admin.name})`;
    const kept = tenants.length === 0 ? [] : await keepOnly(deps, before, { tenants, reason: why });
    if (kept.length === 0) await revoke(deps, instance, why);
    await deps.claims.push();
    const revoked = kept.length === 0;
    logFor(deps.log, call).warn(
      { audit: true, instance, role: before.role, tenants: kept, revoked, reason, by: admin.name },
      'an identity was restricted',
    );
    return { instance, tenants: kept, revoked };
  };
}

async function keepOnly(
  deps: RestrictDeps,
  { role, instance, tenants: had, state }: IdentityRecord,
  wanted: { tenants: string[]; reason: string },
): Promise<string[]> {
  if (state === 'live' && had.every((tenant) => wanted.tenants.includes(tenant))) {
    const wider = wanted.tenants.length > had.length;
    if (!wider) return had;
  }
  const { jwt, record } = await narrow(deps, instance, wanted);
  await deps.mesh.pushIdentity({ role, instance }, jwt);
  return record.tenants;
}

/** Who takes a tenant from an agent has a say in that tenant. */
function checkSay({ name, tenants: own }: Approver, { tenants: had }: IdentityRecord, kept: string[]): void {
  const taken = had.filter((tenant) => !kept.includes(tenant) && !own.includes(tenant));
  if (taken.length === 0) return;
  throw new MeshError(
    'MESH_PERMISSION_DENIED',
    `proof.approver: ${name} has no say in tenant ${taken.join(', ')}, which the agent serves`,
    { remedy: 'Ask an admin of those tenants, or leave them to the agent.' },
  );
}
