import { canonicalJson, TopicConfigPreState, tools } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';

/** A `set_topic_config` call that touches `retention.ms` of one topic and nothing else; milliseconds, null inherits. */
export interface RetentionChange {
  topic: string;
  from: string | null;
  to: string | null;
}

/** Undefined where the call is something else, or its pre-state does not speak of exactly that override. */
export function retentionChangeOf(call: Pick<StepCall, 'args' | 'preState'>): RetentionChange | undefined {
  const args = tools.set_topic_config.input.safeParse(call.args);
  const before = TopicConfigPreState.safeParse(call.preState);
  if (!args.success || !before.success) return undefined;
  const from = onlyRetention(before.data);
  const to = onlyRetention(args.data.configs);
  if (from === undefined || to === undefined) return undefined;
  return { topic: args.data.topic, from, to };
}

function onlyRetention(configs: Record<string, string | null>): string | null | undefined {
  return Object.keys(configs).length === 1 ? configs['retention.ms'] : undefined;
}

/** Milliseconds as Kafka writes them; undefined for -1 (for ever), for an inherited value and for anything else. */
export const milliseconds = (value: string | null): number | undefined =>
  value !== null && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : undefined;

export function isGrowth({ from, to }: RetentionChange): boolean {
  const before = milliseconds(from);
  const after = milliseconds(to);
  return before !== undefined && after !== undefined && after > before;
}

/** Whether the call puts back exactly what the step that it undoes found, and starts from exactly what that step set. */
export function putsBack(call: StepCall): boolean {
  const change = retentionChangeOf(call);
  const undone =
    call.undoes === null
      ? undefined
      : retentionChangeOf({ ...call.undoes, preState: call.undoes.expectedPreState });
  if (change === undefined || undone === undefined || call.tool !== call.undoes?.tool) return false;
  const wanted = { topic: undone.topic, from: undone.to, to: undone.from };
  return canonicalJson(change) === canonicalJson(wanted);
}
