import type { Principal } from '@sremesh/contracts';
import type { CedarCall } from '../cedar/compile.ts';

/** What Cedar can be told: no value of it is ever read as an entity or an expression. */
export type Facts = { [name: string]: string | number | boolean | string[] | Facts };

/** One call that policy decides on. */
export interface PolicyRequest {
  /** The agent that calls; the id of the principal. */
  caller: string;
  human?: Principal | undefined;
  tenant: string;
  /** The id of the resource; for a read, where the cluster does not matter, the tenant's name. */
  cluster: string;
  tool: string;
  context: Facts;
}

/** The request in Cedar's terms. NATS has enforced that the caller serves the tenant. */
export function cedarCallOf({ caller, human, tenant, cluster, tool, context }: PolicyRequest): CedarCall {
  const principal = { type: 'Agent', id: caller };
  const resource = { type: 'Cluster', id: cluster };
  const behind = human === undefined ? undefined : { type: 'User', id: human.name };
  return {
    principal,
    action: { type: 'Action', id: tool },
    resource,
    context,
    entities: [
      {
        uid: principal,
        attrs: {
          role: caller,
          tenants: [tenant],
          ...(behind === undefined ? {} : { human: { __entity: behind } }),
        },
        parents: [],
      },
      { uid: resource, attrs: { tenant }, parents: [] },
      ...(behind === undefined || human === undefined
        ? []
        : [
            {
              uid: behind,
              attrs: { name: human.name, role: human.role, tenants: [...human.tenants] },
              parents: [],
            },
          ]),
    ],
  };
}
