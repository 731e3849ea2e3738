import type { CampaignResult } from './campaign.ts';
import { isAlarm, isRight, type Score } from './score.ts';
import type { TrialIncident } from './trial.ts';

/** The scoreboard as Markdown: what was found, and every miss. */
export function report(result: CampaignResult, score: Score): string {
  return [
    `### Incidents, seed ${result.seed}, ${Math.round(result.seconds)} s`,
    '',
    ...causeTable(score),
    '',
    ...missesOf(result, score),
    ...controlsOf(result),
    ...listed('Opened while a fault was taken out, or after', result.aftermath),
    ...listed('Incidents about nothing that was put in', result.strays),
  ].join('\n');
}

const causeTable = (score: Score): string[] => [
  '| cause | trials | detected | right cause first | to detect: median | worst | confidence |',
  '|---|---|---|---|---|---|---|',
  ...score.causes.map(({ cause, scored, detected, right, detectSeconds, confidences }) =>
    row(cause, scored, detected, right, ...spread(detectSeconds), mean(confidences)),
  ),
  row('**all**', score.scored, score.detected, score.right, ...spread(score.detectSeconds), ''),
];

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

function spread(seconds: readonly number[]): [string, string] {
  const sorted = seconds.toSorted((a, b) => a - b);
  const shown = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(1)} s`);
  return [shown(sorted[Math.floor((sorted.length - 1) / 2)]), shown(sorted.at(-1))];
}

const mean = (values: readonly number[]): string =>
  values.length === 0 ? '–' : (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2);

function missesOf({ trials }: CampaignResult, { notCarriedOut }: Score): string[] {
  const wrong = trials.filter((trial) => !notCarriedOut.includes(trial) && !isRight(trial));
  return [
    ...section(
      'Misses',
      wrong.map(({ cause, variant, incident }) =>
        incident === null ? `${cause} (${variant}): no incident` : `${cause} (${variant}): ${told(incident)}`,
      ),
    ),
    ...section(
      'Other incidents about a fault while it was there',
      trials.flatMap(({ cause, variant, others }) =>
        others.map((other) => `${cause} (${variant}): ${told(other)}`),
      ),
    ),
    ...section(
      'Not scored: the fault could not be put in, or its symptom never showed',
      notCarriedOut.map(
        ({ cause, variant, failure }) => `${cause} (${variant}): ${failure ?? 'never visible'}`,
      ),
    ),
  ];
}

const controlsOf = ({ controls }: CampaignResult): string[] => [
  `Controls without a fault: ${controls.length}, watched for ${controls.reduce((sum, { watchedSeconds }) => sum + watchedSeconds, 0)} s in all.`,
  '',
  ...section(
    'False alarms on controls',
    controls.flatMap(({ name, variant, alarms, failure }) => [
      ...(failure === null ? [] : [`${name} (${variant}): not carried out: ${failure}`]),
      ...alarms.filter(isAlarm).map((alarm) => `${name} (${variant}): ${told(alarm)}`),
    ]),
  ),
  ...section(
    'Seen on controls, and suppressed',
    controls.flatMap(({ name, variant, alarms }) =>
      alarms.filter((one) => !isAlarm(one)).map((one) => `${name} (${variant}): ${told(one)}`),
    ),
  ),
];

const listed = (title: string, incidents: readonly TrialIncident[]): string[] =>
  section(title, incidents.map(told));

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title}:`, '', ...lines.map((line) => `- ${line}`), ''];

function told({ symptom, first, second, status, summary }: TrialIncident): string {
  const hypothesis = (one: typeof first) =>
    one === null ? '–' : `${one.cause} ${one.confidence.toFixed(2)}`;
  return `${symptom} → ${hypothesis(first)} (then ${hypothesis(second)}), ${status}: ${summary}`;
}
