import type { Facts } from '../evidence/facts.ts';
import { count, duration, named } from '../text.ts';
import { byHand } from './by-hand.ts';
import { present, resourceOf } from './calls.ts';
import type { Cause, Signal } from './cause.ts';
import { schemasCall } from './client-calls.ts';
import { grade } from './grade.ts';

/** Whether the newest version breaks the readers of the one before. */
const breaksReaders: Signal = {
  name: 'breaks-readers',
  weigh(facts) {
    const found = subjectsOf(facts);
    if (found === undefined) return undefined;
    const breaking = found.subjects.find(isBreaking);
    const { evidenceIds } = found;
    if (!found.configured) {
      return { logLikelihoodRatio: -1.5, because: 'No schema registry is configured.', evidenceIds };
    }
    if (breaking === undefined) {
      const because = `Of ${count(found.subjects.length, 'subject')} none has a newest version that the one before cannot read.`;
      return { logLikelihoodRatio: -4, because, evidenceIds };
    }
    const why = breaking.compatibleWithPrevious?.messages[0];
    return {
      logLikelihoodRatio: 3.5,
      because: `Version ${breaking.version} of ${named(breaking.subject)} cannot be read by readers of the version before${why === undefined ? '' : `: ${named(why)}`}.`,
      evidenceIds,
    };
  },
};

/** Whether it came when the symptom began. */
const cameThen: Signal = {
  name: 'came-then',
  weigh(facts) {
    const broke = brokeBefore(facts);
    if (broke === undefined) return undefined;
    const { seconds: apart, evidenceIds } = broke;
    return {
      // What began before the version came does not come from it, but for how finely either is seen.
      logLikelihoodRatio: grade(apart, [
        [-30, -4],
        [-10, 2],
        [30, 2.5],
        [120, 1],
        [3600, -1],
      ]),
      because: `It was first seen ${duration(Math.abs(apart))} ${apart < 0 ? 'after' : 'before'} the symptom began.`,
      evidenceIds,
    };
  },
};

/** Seconds by which a version that breaks its readers came before the symptom began; undefined where none did. */
export function brokeBefore(facts: Facts): { seconds: number; evidenceIds: string[] } | undefined {
  const found = subjectsOf(facts);
  const seenAt = found?.subjects.find(isBreaking)?.seenAt ?? null;
  if (found === undefined || seenAt === null) return undefined;
  const seconds = (Date.parse(facts.detection.since) - Date.parse(seenAt)) / 1000;
  return { seconds, evidenceIds: found.evidenceIds };
}

type Subject = NonNullable<ReturnType<typeof subjectsOf>>['subjects'][number];

const isBreaking = ({ compatibleWithPrevious }: Subject): boolean =>
  compatibleWithPrevious?.forward === false;

/** The subject that a symptom names, or those of its topic by Confluent's default naming. */
function subjectsOf(facts: Facts) {
  const schemas = facts.read(schemasCall(facts.detection));
  if (schemas === undefined) return undefined;
  const subject = resourceOf(facts.detection, 'subject');
  const topic = resourceOf(facts.detection, 'topic');
  const names = subject === undefined ? [`${topic}-value`, `${topic}-key`, topic] : [subject];
  return {
    configured: schemas.output.configured,
    subjects: schemas.output.subjects.filter((found) => names.includes(found.subject)),
    evidenceIds: [schemas.evidenceId],
  };
}

export const schemaIncompatible: Cause = {
  name: 'schema.incompatible',
  title: 'a new version of a schema writes what its readers cannot read',
  raisedBy: ['schema-incompatible', 'position-stuck', 'lag-growing', 'group-without-members'],
  explainedBy: [],
  gather: (detection) => present(schemasCall(detection)),
  signals: [breaksReaders, cameThen],
  response: {
    remedies: [
      byHand('roll-back-schema', 'let the producer write the version before again'),
      byHand('upgrade-readers', 'give the readers the new version'),
    ],
  },
};
