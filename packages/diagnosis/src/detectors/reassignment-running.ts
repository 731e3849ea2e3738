import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { readingsOf, type Part } from '../series/readings.ts';
import { count, duration, named } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** Its traces (leaders that are not the preferred ones any more) are put in order after it. Milliseconds. */
const traceMs = 10_000;

/** A topic whose partitions are being moved to other brokers, or were until just now. */
export const reassignmentRunning: Detector = (window) => {
  const now = window.at(-1);
  if (now?.reassignments === undefined || now.reassignments === null) return [];
  const readings = readingsOf(window, 'reassignments');
  const topics = new Map<string, Move>();
  for (const [index, { at, partitions }] of readings.entries()) {
    const endedAt = readings[index + 1]?.at ?? now.at;
    for (const [topic, moving] of byTopic(partitions)) {
      const move = topics.get(topic);
      const goesOn = move !== undefined && at - move.until <= traceMs;
      topics.set(topic, {
        since: goesOn ? move.since : at,
        until: endedAt,
        moving,
        running: endedAt === now.at,
      });
    }
  }
  return [...topics]
    .filter(([, { until }]) => now.at - until <= traceMs)
    .map(([topic, move]) => detection(now, topic, move));
};

interface Move {
  since: number;
  until: number;
  moving: Part<'reassignments'>['partitions'];
  running: boolean;
}

const byTopic = (partitions: Move['moving']): Map<string, Move['moving']> =>
  Map.groupBy(partitions, ({ topic }) => topic);

function detection(
  now: ClusterObservation,
  topic: string,
  { since, until, moving, running }: Move,
): Detection {
  const adding = [...new Set(moving.flatMap((partition) => partition.adding))].toSorted((a, b) => a - b);
  const what = `${count(moving.length, 'partition')} of topic ${named(topic)}`;
  const to =
    adding.length === 0
      ? ''
      : ` to broker${adding.length === 1 ? '' : 's'} ${adding.slice(0, 10).join(', ')}`;
  return {
    symptom: 'reassignment-running',
    cluster: now.cluster,
    resources: [{ kind: 'topic', name: topic }],
    severity: 1,
    observedAt: isoTime(now.at),
    since: isoTime(Math.min(since, now.at)),
    summary: running
      ? `${what} ${moving.length === 1 ? 'is' : 'are'} being moved${to}, for ${duration((now.at - since) / 1000)} so far.`
      : `${what} ${moving.length === 1 ? 'was' : 'were'} moved${to}, until ${duration((now.at - until) / 1000)} ago.`,
    measures: { partitions: moving.length, movingSeconds: (until - since) / 1000, running: Number(running) },
  };
}
