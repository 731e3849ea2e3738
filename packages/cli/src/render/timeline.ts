import type { ApprovalDecision, EventPayload, EventType, IncidentEvent } from '@sremesh/contracts';
import type { Terminal } from '../terminal.ts';
import { peopleOf } from './approval.ts';
import { appliedChange, proposedChange } from './change.ts';
import { bar, clock } from './numbers.ts';
import { plain } from './plain.ts';
import { wrap } from './wrap.ts';

type Style = Terminal['style'];

/** What happened, in words: a title, and lines that say more. */
interface Entry {
  word: string;
  format: Parameters<Style>[0];
  title: string;
  more?: string[];
}

const wordWidth = 11;
const indent = ' '.repeat(clock(0).length + 2 + wordWidth + 1);

export interface TimelineOptions {
  /** The epoch millisecond that times are told from. */
  originMs: number;
  /** Width to wrap at; default 100. */
  columns?: number;
  style?: Style;
}

/** One event of an incident as lines of a timeline. */
export function timelineLines(event: IncidentEvent, options: TimelineOptions): string[] {
  const { originMs, columns = 100, style = (_, text) => text } = options;
  const { word, format, title, more = [] } = entryOf(event);
  const at = style('dim', clock(Date.parse(event.at) - originMs));
  const width = Math.max(30, columns - indent.length);
  const [first = '', ...rest] = wrap(title, width);
  return [
    `${at}  ${style(format, word.padEnd(wordWidth))} ${first}`.trimEnd(),
    ...rest.map((line) => indent + line),
    ...more.flatMap((line) => wrap(line, width)).map((line) => indent + style('dim', line)),
  ];
}

type Entries = { [T in EventType]: (payload: EventPayload<T>) => Entry };

const steps = (step: number, direction: 'forward' | 'rollback'): string =>
  direction === 'forward' ? `step ${step + 1}` : `undoing step ${step + 1}`;

const entries: Entries = {
  opened: ({ detection }) => ({
    word: 'opened',
    format: 'red',
    title: plain(detection.summary),
    more: [
      plain(
        `severity ${detection.severity} · ${detection.symptom} · ${detection.resources.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`,
      ),
    ],
  }),
  diagnosing: () => ({ word: 'diagnosing', format: 'cyan', title: 'gathering evidence' }),
  evidence: ({ evidence }) => ({
    word: 'evidence',
    format: 'cyan',
    title: plain(evidence.summary),
    more: [plain(`${evidence.id} · ${evidence.tool}${measure(evidence.value, evidence.unit)}`)],
  }),
  diagnosed: ({ cause, hypotheses }) => ({
    word: 'diagnosed',
    format: 'yellow',
    title: cause ?? 'no known cause explains it',
    more: hypotheses.slice(0, 4).map(({ cause: name, confidence, evidenceIds }) => {
      const cited = evidenceIds.length > 0 ? `  ${evidenceIds.join(' ')}` : '';
      return `${bar(confidence)} ${String(Math.round(confidence * 100)).padStart(3)} %  ${name}${plain(cited)}`;
    }),
  }),
  suppressed: ({ reason }) => ({ word: 'suppressed', format: 'green', title: plain(reason) }),
  escalated: ({ reason }) => ({ word: 'escalated', format: 'red', title: plain(reason) }),
  proposed: ({ proposal, decision, reason }) => ({
    word: 'proposed',
    format: 'yellow',
    title: plain(proposal.summary),
    more: [
      ...proposal.steps.flatMap((step, index) => [
        plain(
          `${index + 1}. ${step.tool} (${step.purpose}; ${step.risk} risk, ${step.reversibility}, touches ${step.blastRadius})`,
        ),
        ...proposedChange(step).map((line) => `   ${line}`),
      ]),
      plain(`policy: ${decision}: ${reason}`),
    ],
  }),
  approval_requested: ({ approval }) => ({
    word: 'approval',
    format: 'magenta',
    title: plain(`needs ${peopleOf(approval)}`),
    more: [plain(`${approval.id} · ${approval.digest.slice(0, 23)}…`)],
  }),
  approval_given: ({ decision: { by, reason }, missing }) => ({
    word: 'approval',
    format: 'magenta',
    title: plain(`given by ${by}${because(reason)}`),
    more: [`${missing} more ${missing === 1 ? 'person has' : 'people have'} to approve`],
  }),
  approval_decided: ({ status, decidedBy, reason, decisions = [] }) => ({
    word: status,
    format: status === 'approved' ? 'green' : 'red',
    title: plain(`${deciders(status, decidedBy, decisions)}${because(reason)}`),
  }),
  refused: ({ reason }) => ({ word: 'refused', format: 'red', title: plain(reason) }),
  granted: ({ step, direction, tool, grantId }) => ({
    word: 'granted',
    format: 'magenta',
    title: plain(`${steps(step, direction)}: ${tool}, once`),
    more: [plain(grantId)],
  }),
  applied: ({ step, direction, preState, postState }) => ({
    word: 'applied',
    format: 'blue',
    title: steps(step, direction),
    more: appliedChange(preState, postState),
  }),
  not_applied: ({ step, direction, outcome, reason }) => ({
    word: 'not applied',
    format: 'red',
    title: plain(`${steps(step, direction)} ${outcome.replace('_', ' ')}: ${reason}`),
  }),
  verified: ({ step, direction, ok, reason, readings }) => ({
    word: ok ? 'verified' : 'no effect',
    format: ok ? 'green' : 'red',
    title: plain(`${steps(step, direction)}: ${reason}`),
    more: lastReading(readings),
  }),
  resolved: ({ reason }) => ({ word: 'resolved', format: 'green', title: plain(reason) }),
  undone: ({ reason }) => ({ word: 'undone', format: 'yellow', title: plain(reason) }),
  learned: ({ lessonId }) => ({ word: 'learned', format: 'green', title: plain(lessonId) }),
};

/** The payload belongs to the type by construction of the event; TypeScript cannot follow that through the table. */
const entryOf = <T extends EventType>(event: { type: T; payload: EventPayload<T> }): Entry =>
  entries[event.type](event.payload);

const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);

function deciders(
  status: EventPayload<'approval_decided'>['status'],
  decidedBy: string | null,
  decisions: readonly ApprovalDecision[],
): string {
  if (status === 'voided') return 'it counts no more';
  if (decidedBy === null) return 'nobody decided';
  const approvers = decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by);
  return `by ${status === 'approved' && approvers.length > 1 ? approvers.join(' and ') : decidedBy}`;
}

const measure = (value: number | string | null, unit: string | null): string =>
  value === null ? '' : ` · ${value}${unit === null ? '' : ` ${unit}`}`;

const lastReading = (readings: EventPayload<'verified'>['readings']): string[] => {
  const last = readings.at(-1);
  if (last === undefined) return [];
  const values = Object.entries(last.values).map(([path, value]) => `${path} = ${value ?? 'none'}`);
  return [plain(`${values.join(', ')} (${readings.length} readings)`)];
};
