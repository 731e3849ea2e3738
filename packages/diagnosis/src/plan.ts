import type { CauseName, Detection, Hypothesis, ProposedChange } from '@sremesh/contracts';
import type { Cause, Remedy } from './causes/cause.ts';
import { causeNamed } from './causes/index.ts';
import { factsOf, type Facts, type Finding } from './evidence/facts.ts';
import { passed } from './passed.ts';
import { percent } from './text.ts';

/** What to do about a diagnosed detection. `cause` is null where none could be named, or what was seen had passed. */
export type Plan =
  | { kind: 'change'; cause: CauseName; change: ProposedChange }
  | { kind: 'suppress'; cause: CauseName | null; reason: string }
  | { kind: 'escalate'; cause: CauseName | null; reason: string };

/** Below this nothing is done without a person. */
const leastConfidence = 0.5;
/** As long as the second is this near, the two are not told apart. */
const leastMargin = 0.2;

/**
 * What follows from a ranking (`rank`, most likely first): a benign cause is suppressed with its reason, another healed
 * by the least invasive remedy that can be used, and whatever is not clear enough is given to a person, unless
 * it is not there any more.
 */
export function plan(
  detection: Detection,
  hypotheses: readonly Hypothesis[],
  findings: readonly Finding[],
): Plan {
  const [first, second] = hypotheses;
  const facts = factsOf(detection, findings);
  const cause = first === undefined || first.cause === 'unknown' ? undefined : causeNamed(first.cause);
  if (first === undefined || cause === undefined)
    return unclear(facts, `No known cause explains the evidence. ${wanting(first)}`);
  const margin = first.confidence - (second?.confidence ?? 0);
  if (first.confidence < leastConfidence || margin < leastMargin) {
    const rival = second === undefined ? '' : `, next ${second.cause} with ${percent(second.confidence)}`;
    const reason = `Not clear enough to act on: ${cause.name} with ${percent(first.confidence)}${rival}. ${wanting(first)}`;
    return unclear(facts, reason.trim());
  }
  if ('suppress' in cause.response) {
    return { kind: 'suppress', cause: cause.name, reason: cause.response.suppress(facts) };
  }
  return heal(cause, cause.response.remedies, first, facts);
}

/** What is over needs nobody, whatever it was. */
function unclear(facts: Facts, reason: string): Plan {
  const over = passed(facts);
  return over === undefined
    ? { kind: 'escalate', cause: null, reason }
    : {
        kind: 'suppress',
        cause: null,
        reason: `It had passed by itself when it was looked into: ${over}`,
      };
}

function heal(cause: Cause, remedies: readonly Remedy[], { evidenceIds }: Hypothesis, facts: Facts): Plan {
  const { detection } = facts;
  const refusals: string[] = [];
  for (const remedy of remedies) {
    const planned = remedy.plan(facts);
    if ('none' in planned) {
      refusals.push(`${remedy.name}: ${planned.none}`);
      continue;
    }
    const read = cause.gather(detection).flatMap((call) => facts.read(call)?.evidenceId ?? []);
    const change: ProposedChange = {
      cluster: detection.cluster,
      cause: cause.name,
      resources: detection.resources,
      evidenceIds: [...new Set([...evidenceIds, ...read])],
      ...planned,
    };
    return { kind: 'change', cause: cause.name, change };
  }
  return {
    kind: 'escalate',
    cause: cause.name,
    reason: `No remedy can be used. ${refusals.join(' ')}`.trim(),
  };
}

const wanting = (hypothesis: Hypothesis | undefined): string =>
  hypothesis === undefined || hypothesis.missing.length === 0
    ? ''
    : `Could not be had: ${hypothesis.missing.join('; ')}.`;
