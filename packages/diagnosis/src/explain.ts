import {
  isBenign,
  type ClusterObservation,
  type Detection,
  type Hypothesis,
  type ToolOutput,
} from '@sremesh/contracts';
import { causeNamed } from './causes/index.ts';
import type { Finding } from './evidence/facts.ts';
import { plan } from './plan.ts';
import { rank } from './rank.ts';
import { count, duration, percent } from './text.ts';

/** One symptom with everything that was read to explain it. */
export interface Examined {
  detection: Detection;
  findings: readonly Finding[];
}

export interface StateToExplain {
  /** The newest observation. */
  observation: ClusterObservation;
  /** How far back the observations go. */
  windowSeconds: number;
  /** Readings about the cluster as a whole. */
  overview: readonly Finding[];
  /** The worst first. */
  examined: readonly Examined[];
  /** Symptoms that were left out. */
  omitted: number;
}

type Explanation = ToolOutput<'explain_current_state'>;
type Sentence = Explanation['sentences'][number];

/** What is wrong and why, in sentences that each cite the readings they rest on. Pure. */
export function explain(state: StateToExplain): Explanation {
  const { observation, windowSeconds, overview, examined, omitted } = state;
  const ranked = examined.map((one) => ({ ...one, hypotheses: rank(one.detection, one.findings) }));
  const overviewIds = overview.map((finding) => finding.evidence.id);
  const findings = ranked.map(({ detection, hypotheses }) => ({
    detection,
    hypotheses,
    runbook: hypotheses.find(({ cause }) => cause !== 'unknown')?.cause ?? null,
  }));
  const healthy = ranked.every(({ hypotheses: [first] }) => first !== undefined && isHarmless(first));
  const evidence = [...overview, ...examined.flatMap((one) => one.findings)].map(
    (finding) => finding.evidence,
  );
  return {
    observedAt: new Date(observation.at).toISOString(),
    cluster: observation.cluster,
    windowSeconds,
    healthy,
    sentences: [
      ...overview.map(({ evidence: { summary, id } }) => ({ text: summary, evidenceIds: [id] })),
      verdictOn(examined.length + omitted, healthy, overview),
      ...ranked.flatMap((one) => sentencesOf(one, overviewIds)),
    ],
    findings: findings.map((one) => ({ ...one, runbook: one.runbook === 'unknown' ? null : one.runbook })),
    evidence: [...new Map(evidence.map((one) => [one.id, one])).values()],
    notSeen: [
      ...observation.hidden.map(({ part, reason }) => `${part}: ${reason}`),
      ...new Set(ranked.flatMap(({ hypotheses }) => hypotheses.flatMap(({ missing }) => missing))),
      ...(omitted === 0
        ? []
        : [`${count(omitted, 'further symptom')} that ${omitted === 1 ? 'was' : 'were'} not looked into`]),
    ],
  };
}

const isHarmless = ({ cause }: Hypothesis): boolean => cause !== 'unknown' && isBenign(cause);

function verdictOn(symptoms: number, healthy: boolean, overview: readonly Finding[]): Sentence {
  const evidenceIds = overview.map(({ evidence }) => evidence.id);
  if (symptoms === 0) return { text: 'Nothing is wrong, by what could be seen.', evidenceIds };
  const harmless = healthy ? '; none of them needs anything done' : '';
  return { text: `${count(symptoms, 'symptom')} found${harmless}.`, evidenceIds };
}

function sentencesOf(
  { detection, findings, hypotheses }: Examined & { hypotheses: Hypothesis[] },
  overviewIds: readonly string[],
): Sentence[] {
  const [first, second] = hypotheses;
  const readings = findings.map(({ evidence }) => evidence.id);
  // What nothing was read about rests on the look at the whole, and that no cause fits on all that was read.
  const read = readings.length === 0 ? [...overviewIds] : readings;
  const cited = first === undefined || first.evidenceIds.length === 0 ? read : first.evidenceIds;
  const seconds = (Date.parse(detection.observedAt) - Date.parse(detection.since)) / 1000;
  const seen = { text: `${detection.summary} Seen for ${duration(seconds)}.`, evidenceIds: read };
  const follows = (detection.explains ?? []).map(({ summary }) => ({
    text: `That explains, too: ${summary}`,
    evidenceIds: read,
  }));
  if (first === undefined) return [seen, ...follows];
  const title = first.cause === 'unknown' ? undefined : causeNamed(first.cause)?.title;
  const rival = second === undefined ? '' : `, before ${second.cause} with ${percent(second.confidence)}`;
  return [
    seen,
    {
      text: `Most likely ${first.cause}${title === undefined ? '' : ` (${title})`} with ${percent(first.confidence)}${rival}.`,
      evidenceIds: cited,
    },
    ...first.because.map((text) => ({ text, evidenceIds: cited })),
    ...follows,
    { text: whatHelps(detection, hypotheses, findings), evidenceIds: cited },
  ];
}

function whatHelps(
  detection: Detection,
  hypotheses: readonly Hypothesis[],
  findings: readonly Finding[],
): string {
  const next = plan(detection, hypotheses, findings);
  switch (next.kind) {
    case 'change':
      return `What would help: ${next.change.summary}`;
    case 'suppress':
      return `Nothing has to be done: ${next.reason}`;
    case 'escalate':
      return `A person has to decide: ${next.reason}`;
  }
}
