import { isGrowth, milliseconds, putsBack, retentionChangeOf, type RetentionChange } from '../retention.ts';
import type { StepCall } from '../step-call.ts';
import { forbid, permit, type Verdict } from './verdict.ts';

/** A topic's retention may grow to this and no further. */
const retentionCeilingMs = 7 * 24 * 3_600_000;

/** Only `retention.ms`: growing up to the ceiling, or back to exactly what was recorded before it grew. */
export function ruleOfSetTopicConfig(call: StepCall): Verdict {
  const change = retentionChangeOf(call);
  if (change === undefined)
    return forbid(
      'retention-only',
      'the call would have to set retention.ms and nothing else, with a pre-state that gives retention.ms and nothing else',
    );
  return call.kind === 'remedy' ? grow(change) : putBack(call, change);
}

function grow(change: RetentionChange): Verdict {
  const rule = 'retention-grows-to-7d';
  const { topic, from, to } = change;
  if (milliseconds(from) === undefined)
    return forbid(
      rule,
      `${topic} would have to have a finite retention.ms of its own (it has ${from ?? 'none and inherits'}), so that growth can be told`,
    );
  if (!isGrowth(change))
    return forbid(rule, `retention.ms of ${topic} would have to grow, from ${from} ms, and not become ${to}`);
  if ((milliseconds(to) ?? Number.POSITIVE_INFINITY) > retentionCeilingMs)
    return forbid(
      rule,
      `retention.ms of ${topic} would have to stay at or below ${retentionCeilingMs} ms, and not become ${to}`,
    );
  return permit(
    rule,
    `retention.ms of ${topic} grows from ${from} to ${to} ms, within ${retentionCeilingMs} ms`,
  );
}

function putBack(call: StepCall, { topic, to }: RetentionChange): Verdict {
  const rule = 'retention-put-back';
  if (!putsBack(call))
    return forbid(
      rule,
      `a ${call.kind} of retention.ms would have to start from what its own change set and set exactly the value recorded before it, on the same topic`,
    );
  return permit(rule, `retention.ms of ${topic} goes back to the recorded ${to ?? 'inherited value'}`);
}
