import { MeshError, type ToolHandlers } from '@sremesh/contracts';
import type { Audit } from '../audit/audit.ts';
import { onlyCaller } from '../only-caller.ts';

type QueryAudit = NonNullable<ToolHandlers['query_audit']>;

/** Shows an admin of the tenant its audit. */
export function queryAudit({ audit }: { audit: Pick<Audit, 'query'> }): QueryAudit {
  return async ({ after, limit }, call) => {
    onlyCaller(call, 'gateway', 'query_audit');
    const { principal, tenant } = call;
    if (principal?.role !== 'admin' || !principal.tenants.includes(tenant))
      throw new MeshError(
        'MESH_PERMISSION_DENIED',
        `principal: ${principal?.name ?? 'nobody'} is no admin of tenant ${tenant}`,
        { remedy: 'Ask as an admin of that tenant.' },
      );
    return audit.query({ tenant, after, limit });
  };
}
