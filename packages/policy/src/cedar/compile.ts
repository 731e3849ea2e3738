import {
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  type AuthorizationAnswer,
  type StatefulAuthorizationCall,
} from '@cedar-policy/cedar-wasm/nodejs';
import { errorMessage, MeshError } from '@sremesh/contracts';
import type { CheckedPolicies } from './check.ts';
import type { ParsedPolicy } from './parse.ts';

/** One question to the compiled set. */
export type CedarCall = Pick<
  StatefulAuthorizationCall,
  'principal' | 'action' | 'resource' | 'context' | 'entities'
>;

/** What Cedar answers; `fault` says why nothing could be decided, and then nothing is allowed. */
export interface CedarAnswer {
  allowed: boolean;
  /** Ids of the policies that decided, in the order of the files; none where no permit applied. */
  policies: string[];
  fault: string | null;
}

export interface CompiledPolicies extends CheckedPolicies {
  ask(call: CedarCall): CedarAnswer;
  /** Whether any permit applies, whatever is forbidden. */
  isPermitted(call: CedarCall): boolean;
  policy(id: string): ParsedPolicy | undefined;
  /** Permits that speak of the action, whatever their conditions. */
  permitsOf(action: string): ParsedPolicy[];
}

/**
 * Parses the set once, under a name that Cedar keeps it by; compiling another under the same name replaces it. Throws
 * MESH_CONFIG_INVALID for what Cedar does not take after all.
 */
export function compilePolicies(checked: CheckedPolicies, name: string): CompiledPolicies {
  const byId = new Map(checked.policies.map((policy) => [policy.id, policy]));
  const permits = checked.policies.filter(({ effect }) => effect === 'permit');
  const permitsOnly = `${name}-permits`;
  for (const answer of [
    preparseSchema(name, checked.schema),
    preparsePolicySet(permitsOnly, { staticPolicies: textsOf(permits) }),
    preparsePolicySet(name, { staticPolicies: textsOf(checked.policies) }),
  ])
    if (answer.type === 'failure')
      throw new MeshError('MESH_CONFIG_INVALID', answer.errors.map(({ message }) => message).join('; '));
  const order = new Map(checked.policies.map(({ id }, index) => [id, index]));
  const ask = (preparsedPolicySetId: string, call: CedarCall): CedarAnswer => {
    try {
      const parsed = { preparsedPolicySetId, preparsedSchemaName: name, validateRequest: true };
      return answerOf(statefulIsAuthorized({ ...call, ...parsed }), order);
    } catch (error) {
      return { allowed: false, policies: [], fault: errorMessage(error) };
    }
  };
  return {
    ...checked,
    ask: (call) => ask(name, call),
    isPermitted: (call) => ask(permitsOnly, call).allowed,
    policy: (id) => byId.get(id),
    permitsOf: (action) =>
      permits.filter((policy) => speaksOf(policy, action, checked.actions.get(action) ?? [])),
  };
}

const textsOf = (policies: readonly ParsedPolicy[]): Record<string, string> =>
  Object.fromEntries(policies.map(({ id, text }) => [id, text]));

/** A policy that fails is left out by Cedar; where one is, nothing is allowed: it may have been a forbid. */
function answerOf(answer: AuthorizationAnswer, order: ReadonlyMap<string, number>): CedarAnswer {
  if (answer.type === 'failure')
    return { allowed: false, policies: [], fault: answer.errors.map(({ message }) => message).join('; ') };
  const { decision, diagnostics } = answer.response;
  const policies = diagnostics.reason.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  if (diagnostics.errors.length === 0) return { allowed: decision === 'allow', policies, fault: null };
  const faults = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
  return { allowed: false, policies: [], fault: faults.join('; ') };
}

function speaksOf({ action: constraint }: ParsedPolicy, action: string, groups: readonly string[]): boolean {
  if (constraint.op === 'All') return true;
  const named =
    'entities' in constraint ? constraint.entities : 'entity' in constraint ? [constraint.entity] : [];
  const names = named.map((entity) => ('__entity' in entity ? entity['__entity'].id : entity.id));
  return names.some((name) => name === action || (constraint.op === 'in' && groups.includes(name)));
}
