import { MeshError, roles, type Principal } from '@sremesh/contracts';
import type { ApprovalRecord } from '../records.ts';

/** The person who decides, if that person may. Throws MESH_PERMISSION_DENIED saying what is missing. */
export function checkApprover(principal: Principal | undefined, approval: ApprovalRecord): Principal {
  if (principal === undefined)
    throw denied('principal: nobody is named', 'A person has to decide; call as one.');
  const { name, role, tenants } = principal;
  if (rank(role) < rank(approval.requiredRole))
    throw denied(
      `principal.role: ${name} is ${role}; ${approval.requiredRole} is needed`,
      `Ask somebody with the role ${approval.requiredRole}.`,
    );
  if (!tenants.includes(approval.tenant))
    throw denied(
      `principal.tenants: ${name} has no say in tenant ${approval.tenant}`,
      'Ask an approver of that tenant.',
    );
  if (approval.proposedBy.includes(name))
    throw denied(
      `principal.name: ${name} proposed the change`,
      'Nobody approves what they proposed; ask somebody else.',
    );
  return principal;
}

/** -1 for a role that stands outside the order, which no approval requires. */
const rank = (role: string): number => roles.findIndex((known) => known === role);

const denied = (message: string, remedy: string): MeshError =>
  new MeshError('MESH_PERMISSION_DENIED', message, { remedy });
