import type { AclEntry, ClusterObservation } from '@sremesh/contracts';
import { appliesTo } from '../series/lost-rights.ts';
import { consumeSteps, produceSteps, type Step } from '../series/steps.ts';

/** Looked at before, for what was usual. Milliseconds. */
const beforeMs = 15_000;
/** A silence counts once it is this many times as long as any before. */
const usualFactor = 2;
/** Topics and groups that a pattern may cover; more are not looked at. */
const most = 100;

/** Whether what a right was for went on before a time, and has not since, for `afterMs` at least. */
export function stoppedSince(
  window: readonly ClusterObservation[],
  entry: AclEntry,
  at: number,
  afterMs = 5000,
): boolean {
  const now = window.at(-1);
  if (now === undefined || now.at - at < afterMs) return false;
  const near = window.filter((observation) => observation.at >= at - beforeMs);
  const stopped = (steps: readonly Step[]) => hasStopped(steps, at, afterMs);
  if (entry.resourceType === 'Group') {
    const groups = now.groups.filter(({ groupId }) => appliesTo(entry, groupId)).slice(0, most);
    return groups.some(({ groupId, offsets }) =>
      topicsOf(offsets).some((topic) => stopped(consumeSteps(near, groupId, topic))),
    );
  }
  if (entry.resourceType !== 'Topic') return false;
  const topics = now.topics.filter(({ name }) => appliesTo(entry, name)).slice(0, most);
  return topics.some(({ name }) => {
    const writes = entry.operation !== 'Read' && stopped(produceSteps(near, name));
    const readers = entry.operation === 'Write' ? [] : now.groups.slice(0, most);
    return writes || readers.some(({ groupId }) => stopped(consumeSteps(near, groupId, name)));
  });
}

const topicsOf = (offsets: readonly { topic: string }[]): string[] => [
  ...new Set(offsets.map(({ topic }) => topic)),
];

function hasStopped(steps: readonly Step[], at: number, afterMs: number): boolean {
  const before = steps.filter((step) => step.at <= at);
  const silentMs = (steps.at(-1)?.at ?? 0) - at;
  return (
    before.some(({ records }) => records > 0) &&
    steps.every((step) => step.from < at + 1000 || step.records === 0) &&
    silentMs >= Math.max(afterMs, usualFactor * longestSilence(before))
  );
}

/** Milliseconds; the silence at the end of the steps, which may be that of what has stopped, is none of them. */
function longestSilence(steps: readonly Step[]): number {
  let longest = 0;
  let since: number | undefined;
  for (const { from, records } of steps) {
    if (records > 0 && since !== undefined) longest = Math.max(longest, from - since);
    since = records > 0 ? undefined : (since ?? from);
  }
  return longest;
}
