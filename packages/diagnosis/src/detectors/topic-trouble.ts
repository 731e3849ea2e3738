import type { ClusterObservation, Detection, Symptom, TopicObservation } from '@sremesh/contracts';
import { lastingIn } from '../series/lasting.ts';
import { topicIn } from '../series/lookup.ts';
import { isoTime } from './detector.ts';

/** Something that is wrong with partitions of a topic. */
export interface TroubleKind {
  symptom: Symptom;
  severity: number;
  /** Numbers of the partitions that are in trouble, cheaply: it is asked of every topic in every sweep. */
  partitionsIn: (topic: TopicObservation) => readonly number[];
  /** Milliseconds that the same partition has to be in trouble; more where the window does not show the beginning. */
  leastMs: number;
  leastUnseenMs: number;
  /** What befalls a topic younger than this counts as if its beginning had not been seen. */
  settlesMs?: number;
  /** What the sentence says of so many partitions of a topic. */
  summary: (topic: TopicObservation, partitions: readonly number[], seconds: number) => string;
}

export interface Trouble {
  topic: TopicObservation;
  partitions: readonly number[];
}

/** One detection for each of these topics that has been in trouble long enough. */
export function detectTrouble(
  window: readonly ClusterObservation[],
  kind: TroubleKind,
  troubles: readonly Trouble[],
): Detection[] {
  const now = window.at(-1);
  if (now === undefined) return [];
  return troubles.flatMap(({ topic, partitions }) => {
    const { since, begun } = lastingIn(window, troubledAsNow(kind, topic, partitions));
    const isNew = since - bornAt(window, topic) < (kind.settlesMs ?? 0);
    const leastMs = begun && !isNew ? kind.leastMs : kind.leastUnseenMs;
    if (now.at - since < leastMs) return [];
    const lasting = sameThroughout(window, kind, topic, partitions, now.at - leastMs);
    return lasting.length === 0 ? [] : [detection(now, kind, topic, lasting, since)];
  });
}

/** The first observation of a topic after one without it; -Infinity where it was there from the beginning of the window. */
function bornAt(window: readonly ClusterObservation[], { name, id }: TopicObservation): number {
  const first = window.findIndex((observation) => topicIn(observation, name)?.id === id);
  return first <= 0 ? -Infinity : (window[first]?.at ?? -Infinity);
}

/** Whether any of these partitions was in trouble; undefined where the topic was not there, or was another of the same name. */
const troubledAsNow =
  (kind: TroubleKind, { name, id }: TopicObservation, partitions: readonly number[]) =>
  (observation: ClusterObservation): boolean | undefined => {
    const topic = topicIn(observation, name);
    if (topic?.id !== id) return undefined;
    const then = kind.partitionsIn(topic);
    return then.length > 0 && partitions.some((partition) => then.includes(partition));
  };

/** Those of the partitions that each observation since then shows in trouble. */
function sameThroughout(
  window: readonly ClusterObservation[],
  kind: TroubleKind,
  { name, id }: TopicObservation,
  partitions: readonly number[],
  sinceMs: number,
): readonly number[] {
  let lasting = partitions;
  for (let index = window.length - 1; index >= 0 && lasting.length > 0; index -= 1) {
    const observation = window[index];
    const topic = observation === undefined ? undefined : topicIn(observation, name);
    if (topic?.id === id) {
      const then = new Set(kind.partitionsIn(topic));
      lasting = lasting.filter((partition) => then.has(partition));
    }
    if ((observation?.at ?? 0) <= sinceMs) break;
  }
  return lasting;
}

function detection(
  now: ClusterObservation,
  { symptom, severity, summary }: TroubleKind,
  topic: TopicObservation,
  partitions: readonly number[],
  since: number,
): Detection {
  const seconds = (now.at - since) / 1000;
  return {
    symptom,
    cluster: now.cluster,
    resources: [
      { kind: 'topic', name: topic.name },
      ...partitions
        .slice(0, 49)
        .map((partition) => ({ kind: 'partition' as const, name: `${topic.name}/${partition}` })),
    ],
    severity,
    observedAt: isoTime(now.at),
    since: isoTime(since),
    summary: summary(topic, partitions, seconds),
    measures: {
      partitions: partitions.length,
      ofPartitions: topic.partitions.length,
      lastingSeconds: seconds,
    },
  };
}
