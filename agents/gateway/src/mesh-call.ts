import { newTraceParent, type CallContext, type Principal } from '@sremesh/contracts';
import { requireTenant } from './http/authenticate.ts';

/** The context of a call made for a person: as that person, in the tenant this gateway serves. */
export function contextFor(principal: Principal, tenant: string): CallContext {
  requireTenant(principal, tenant);
  return { tenant, principal, traceparent: newTraceParent() };
}
