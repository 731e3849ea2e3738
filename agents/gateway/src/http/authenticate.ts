import { roles, type Principal, type TokenRecord } from '@sremesh/contracts';
import { findPrincipal } from '@sremesh/policy';
import { HttpProblem } from './problem.ts';

export type Role = (typeof roles)[number];

const bearer = /^Bearer ([\x21-\x7e]{1,512})$/i;

/** Who sent a request, and the token it came with: for the time of the request, and to be told nobody. */
export interface Caller {
  principal: Principal;
  token: string;
}

/** Who a request comes from; throws 401 where its token is missing or unknown. */
export function authenticate(records: readonly TokenRecord[], header: string | null): Caller {
  const token = header === null ? undefined : bearer.exec(header)?.[1];
  if (token === undefined)
    throw new HttpProblem(401, 'Authorization: no bearer token', {
      remedy: 'Send "Authorization: Bearer TOKEN"; `up` writes the first token to $SREMESH_HOME/admin.token.',
    });
  const principal = findPrincipal(records, token);
  if (principal === undefined)
    throw new HttpProblem(401, 'Authorization: this token is not known', {
      remedy: 'Read $SREMESH_HOME/admin.token again; SREMESH_TOKENS lists the tokens the gateway knows.',
    });
  return { principal, token };
}

/** Each role includes those before it; `ingest` is none of them. */
export const mayBe = ({ role }: Principal, wanted: Role): boolean =>
  role !== 'ingest' && roles.indexOf(role) >= roles.indexOf(wanted);

/** Throws 403 where the principal's role is below the one asked for. */
export function requireRole(principal: Principal, role: Role): void {
  if (mayBe(principal, role)) return;
  throw new HttpProblem(403, `${principal.name} has role ${principal.role}; this needs ${role}`, {
    remedy: `Use a token of role ${role} or higher.`,
  });
}

/** Throws 403 where the principal is not bound to the tenant. */
export function requireTenant(principal: Principal, tenant: string): void {
  if (principal.tenants.includes(tenant)) return;
  throw new HttpProblem(403, `${principal.name} has no right to tenant ${tenant}`, {
    remedy: `Use a token bound to ${tenant}.`,
  });
}
