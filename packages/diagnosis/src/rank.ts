import { canonicalJson, type CauseName, type Detection, type Hypothesis } from '@sremesh/contracts';
import type { Cause, Weight } from './causes/cause.ts';
import { candidatesFor } from './causes/index.ts';
import { distinctCalls, type ReadCall } from './evidence/calls.ts';
import { factsOf, type Facts, type Finding } from './evidence/facts.ts';

/** How often each cause was behind earlier incidents. */
export type Lessons = Partial<Record<CauseName, number>>;

/** Log-odds of "none of the known causes" before anything was looked at; e¹ to 1 against one candidate. */
const unknownLogOdds = 1;
/** What could not be looked at may hold another explanation: added for each reading that is missing. */
const unknownPerMissing = 0.5;
/** More missing readings than this say no more: several of them usually fail for one reason. */
const mostMissing = 3;
/** Experience moves the log-odds by at most this much: it may break a tie, and does not overrule what is seen now. */
const mostFromLessons = 0.3;

/**
 * What the scores are divided by before they become confidences: above 1 makes all diagnoses less sure, and changes the
 * order of none. Only to be fitted from the reliability table of the incident benchmark (`npm run bench -- incidents`);
 * not fitted so far, and 1 changes nothing.
 */
const temperature = 1;

/**
 * Ranks the candidate causes of a detection and `unknown` by their evidence, most likely first. Each cause's score is
 * the sum of its signals' log-likelihood ratios and of what experience says; confidences are the softmax of the scores,
 * so they add up to 1. The order of the findings does not matter.
 */
export function rank(
  detection: Detection,
  findings: readonly Finding[],
  lessons: Lessons = {},
): Hypothesis[] {
  const facts = factsOf(detection, findings);
  const candidates = candidatesFor(detection.symptom);
  const judged = candidates.map((cause) => judge(cause, facts, experience(cause.name, candidates, lessons)));
  const missing = distinctCalls(candidates.flatMap((cause) => cause.gather(detection))).filter(
    (call) => facts.read(call) === undefined,
  );
  const unknown: Judged = {
    score: unknownLogOdds + unknownPerMissing * Math.min(mostMissing, missing.length),
    cause: 'unknown',
    evidenceIds: [],
    because: ['What remains when no known cause explains the evidence.'],
    missing: missing.map(missingText),
  };
  return softmax([...judged, unknown]).toSorted(
    (a, b) => b.confidence - a.confidence || (a.cause < b.cause ? -1 : 1),
  );
}

type Judged = Omit<Hypothesis, 'confidence'> & { score: number };

function judge(cause: Cause, facts: Facts, prior: number): Judged {
  const weights = cause.signals
    .flatMap((signal) => signal.weigh(facts) ?? [])
    .toSorted((a, b) => Math.abs(b.logLikelihoodRatio) - Math.abs(a.logLikelihoodRatio));
  return {
    cause: cause.name,
    score: weights.reduce((sum, { logLikelihoodRatio }) => sum + logLikelihoodRatio, prior),
    evidenceIds: [...new Set(weights.flatMap(({ evidenceIds }) => evidenceIds))],
    because: weights.map(sentence),
    missing: cause
      .gather(facts.detection)
      .filter((call) => facts.read(call) === undefined)
      .map(missingText),
  };
}

const sentence = ({ logLikelihoodRatio, because }: Weight): string =>
  `${logLikelihoodRatio >= 0 ? 'For' : 'Against'}: ${because}`;

const missingText = ({ tool, args }: ReadCall): string => `${tool} ${canonicalJson(args)}`;

/** Log-odds from how often a cause was met before, against the mean of the candidates. */
function experience(name: CauseName, candidates: readonly Cause[], lessons: Lessons): number {
  const seen = (cause: CauseName) => Math.max(0, lessons[cause] ?? 0) + 1;
  const mean = candidates.reduce((sum, cause) => sum + seen(cause.name), 0) / candidates.length;
  return Math.max(-mostFromLessons, Math.min(mostFromLessons, Math.log(seen(name) / mean)));
}

function softmax(judged: readonly Judged[]): Hypothesis[] {
  const highest = Math.max(...judged.map(({ score }) => score));
  const weight = (score: number) => Math.exp((score - highest) / temperature);
  const total = judged.reduce((sum, { score }) => sum + weight(score), 0);
  return judged.map(({ score, ...hypothesis }) => ({
    ...hypothesis,
    confidence: weight(score) / total,
  }));
}
