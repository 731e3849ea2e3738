import type { StepCall } from '../step-call.ts';

/** What the table says of one call. `rule` names the row that decided, `reason` says what (would have) had to be true. */
export interface Verdict {
  permitted: boolean;
  rule: string;
  reason: string;
}

/** One row: whether a call whose arguments already fit the tool's schema may be granted at all. */
export type Rule = (call: StepCall) => Verdict;

export const permit = (rule: string, reason: string): Verdict => ({ permitted: true, rule, reason });
export const forbid = (rule: string, reason: string): Verdict => ({ permitted: false, rule, reason });
