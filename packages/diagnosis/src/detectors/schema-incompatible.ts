import type { ClusterObservation, Detection, SubjectObservation } from '@sremesh/contracts';
import { topicIn } from '../series/lookup.ts';
import { readingsOf, type Part } from '../series/readings.ts';
import { named } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** A version that has been there for longer is no news. Milliseconds. */
const newsMs = 600_000;
/** By then the first look at a registry, however large, has seen everything that was there. Milliseconds. */
const firstLookMs = 60_000;

/** A version of a schema came while the mesh looked on, and readers of the one before cannot read what it writes. */
export const schemaIncompatible: Detector = (window) => {
  const now = window.at(-1);
  const breaking = now?.schemas?.subjects.filter(
    ({ compatibleWithPrevious }) => compatibleWithPrevious?.forward === false,
  );
  if (now?.schemas === undefined || now.schemas === null || breaking === undefined) return [];
  const readings = readingsOf(window, 'schemas');
  const oldest = Math.min(...now.schemas.subjects.map(({ seenAt }) => seenAt));
  return breaking
    .filter(
      (subject) =>
        now.at - subject.seenAt <= newsMs &&
        (subject.seenAt - oldest > firstLookMs || readings.some((reading) => lacks(reading, subject))),
    )
    .map((subject) => detection(now, subject));
};

const lacks = ({ subjects }: Part<'schemas'>, { subject, version }: SubjectObservation): boolean =>
  !subjects.some((found) => found.subject === subject && found.version >= version);

function detection(now: ClusterObservation, subject: SubjectObservation): Detection {
  const { subject: name, version, seenAt, compatibleWithPrevious } = subject;
  const topic = topicOfSubject(name);
  const [why] = compatibleWithPrevious?.messages ?? [];
  return {
    symptom: 'schema-incompatible',
    cluster: now.cluster,
    resources: [
      { kind: 'subject', name },
      ...(topicIn(now, topic) === undefined ? [] : [{ kind: 'topic' as const, name: topic }]),
    ],
    severity: 2,
    observedAt: isoTime(now.at),
    since: isoTime(Math.min(seenAt, now.at)),
    summary:
      `Version ${version} of subject ${named(name)} writes what readers of the version before cannot read` +
      `${why === undefined ? '' : `: ${named(why)}`}.`,
    measures: { version, backward: Number(compatibleWithPrevious?.backward ?? true) },
  };
}

/** By Confluent's default naming, `{topic}-key` or `{topic}-value`. */
const topicOfSubject = (subject: string): string => subject.replace(/-(?:key|value)$/, '');
