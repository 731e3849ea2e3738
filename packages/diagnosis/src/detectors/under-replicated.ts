import type { ClusterObservation } from '@sremesh/contracts';
import { recoveringIn } from '../series/absences.ts';
import { healthOf, silentBrokers } from '../series/health.ts';
import { laggingBroker, missingFrom } from '../series/lagging-brokers.ts';
import { count, duration, named } from '../text.ts';
import { sharedOut } from './broker-behind.ts';
import type { Detector } from './detector.ts';
import { reassigningIn } from './reassigning.ts';
import { detectTrouble, type Trouble, type TroubleKind } from './topic-trouble.ts';

/** A broker that is in sync with nothing is leaving or starting; that shows by then. */
const silentMs = 6000;

const kind: TroubleKind = {
  symptom: 'under-replicated',
  severity: 2,
  partitionsIn: (topic) => healthOf(topic).underReplicated,
  leastMs: 2000,
  leastUnseenMs: 8000,
  // Followers find a new topic one after the other.
  settlesMs: 4000,
  summary: ({ name }, partitions, seconds) =>
    `${count(partitions.length, 'partition')} of topic ${named(name)} ${partitions.length === 1 ? 'has' : 'have'} ` +
    `not been fully in sync for ${duration(seconds)}.`,
};

/**
 * Partitions with a replica out of sync, which is neither being added nor just catching up after its broker's return.
 * Where one broker lags on many topics it is about that broker, and else about the topic.
 */
export const underReplicated: Detector = (window) => {
  const now = window.at(-1);
  const troubled = troubledNow(window, kind);
  if (now === undefined || troubled.length === 0) return [];
  const silent = silentBrokers(now);
  const up = new Set(now.brokers.map(({ id }) => id));
  const lacked = new Set(troubled.flatMap(({ topic }) => topic.partitions.flatMap(missingFrom)));
  const lagging = [...lacked.intersection(up)].flatMap((id) => laggingBroker(window, id) ?? []);
  const { own, behind } = sharedOut(now, troubled, lagging);
  const ofTopics = detectTrouble(window, kind, own).filter(({ since, resources: [subject] }) => {
    const long = now.at - Date.parse(since) >= silentMs;
    const topic = own.find((trouble) => trouble.topic.name === subject?.name)?.topic;
    const missing = (topic?.partitions ?? []).flatMap(missingFrom);
    const leaving = missing.length > 0 && missing.every((id) => silent.has(id) && up.has(id));
    return long || !leaving;
  });
  return [...behind, ...ofTopics];
};

/** Topics in trouble now; not for partitions that are being reassigned, or only lack replicas that are just back. */
export function troubledNow(window: readonly ClusterObservation[], { partitionsIn }: TroubleKind): Trouble[] {
  const now = window.at(-1);
  const topics = now?.topics.filter((topic) => partitionsIn(topic).length > 0) ?? [];
  if (topics.length === 0) return [];
  const reassigning = reassigningIn(window);
  const recovering = recoveringIn(window);
  return topics.flatMap((topic) => {
    const troubled = new Set(partitionsIn(topic));
    const partitions = topic.partitions
      .filter(
        (found) =>
          troubled.has(found.partition) &&
          !reassigning.has(`${topic.name}/${found.partition}`) &&
          !missingFrom(found).every((id) => recovering.has(id)),
      )
      .map(({ partition }) => partition);
    return partitions.length === 0 ? [] : [{ topic, partitions }];
  });
}
