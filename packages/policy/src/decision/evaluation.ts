import type { CompiledPolicies } from '../cedar/compile.ts';
import { cedarCallOf, type Facts, type PolicyRequest } from './request.ts';

/** What policy says of one request. */
export interface Evaluation {
  allowed: boolean;
  /** Ids of the policies that decided; `default-deny` where no permit applied. */
  policies: string[];
  /** The same ids, each with what would have had to be true where it refused. */
  reason: string;
}

export const defaultDeny = 'default-deny';
const longestFacts = 300;

export const denied = (id: string, reason: string): Evaluation => ({
  allowed: false,
  policies: [id],
  reason: `${id}: ${reason}`,
});

/** Asks Cedar, and puts its answer into the words of the policies. Of a refusal everything that stands against it is told. */
export function evaluate(compiled: CompiledPolicies, request: PolicyRequest): Evaluation {
  const call = cedarCallOf(request);
  const { allowed, policies, fault } = compiled.ask(call);
  if (fault !== null)
    return denied(
      defaultDeny,
      `the facts would have to fit the schema of the policies: ${fault.slice(0, longestFacts)}`,
    );
  if (allowed) return { allowed, policies, reason: `${policies.join(', ')}: permitted` };
  const forbidden = policies.map((id) => `${id}: ${compiled.policy(id)?.words ?? ''}`);
  if (policies.length > 0 && compiled.isPermitted(call))
    return { allowed, policies, reason: forbidden.join('; ') };
  const unpermitted = `${defaultDeny}: ${wanting(compiled, request)}`;
  return {
    allowed,
    policies: [defaultDeny, ...policies],
    reason: [...forbidden, unpermitted].join('; '),
  };
}

/** What the permits for the tool would need. */
function wanting(compiled: CompiledPolicies, { tool, context }: PolicyRequest): string {
  const permits = compiled.permitsOf(tool);
  if (permits.length === 0)
    return `a policy would have to permit ${JSON.stringify(tool.slice(0, 100))}; none does`;
  const needs = permits.map(({ id, words }) => `${words} (${id})`).join(', or: ');
  return `${needs}${shown(context['args'])}`;
}

/** The argument facts, so that a person sees what they were. */
function shown(args: Facts[string] | undefined): string {
  const text = JSON.stringify(args ?? {});
  if (text === '{}') return '';
  return `. The facts were ${text.length <= longestFacts ? text : `${text.slice(0, longestFacts)}…`}`;
}
