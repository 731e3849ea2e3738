import type { Incident } from '@sremesh/contracts';
import type { Terminal } from '../terminal.ts';
import { decisionLines } from './approval.ts';
import { proposedChange } from './change.ts';
import { bar } from './numbers.ts';
import { plain } from './plain.ts';

/** One incident for a terminal: what it is, why, what was done. */
export function incidentLines(incident: Incident, style: Terminal['style'] = (_, text) => text): string[] {
  const { proposal, approval, verification } = incident;
  return [
    style('bold', `${plain(incident.id)}  ${incident.status}  ${incident.cause ?? 'cause not known yet'}`),
    plain(incident.summary),
    ...(incident.reason === null ? [] : [plain(incident.reason)]),
    plain(`about      ${incident.resources.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`),
    `opened     ${incident.openedAt}`,
    ...(incident.resolvedAt === null ? [] : [`resolved   ${incident.resolvedAt}`]),
    ...section('Causes', incident.hypotheses.map(causeLine), style),
    ...section(
      'Evidence',
      incident.evidence.map(({ id, tool, summary }) => plain(`${id}  ${tool}: ${summary}`)),
      style,
    ),
    ...section(
      'Proposal',
      (proposal?.steps ?? []).flatMap((step, index) => [
        plain(`${index + 1}. ${step.tool} (${step.purpose}, ${step.risk} risk, ${step.reversibility})`),
        ...proposedChange(step).map((line) => `   ${line}`),
      ]),
      style,
    ),
    ...section(
      'Approval',
      approval === null ? [] : [plain(`${approval.id} ${approval.status}`), ...decisionLines(approval)],
      style,
    ),
    ...section(
      'Done',
      incident.execution.map(({ step, direction, tool, outcome, appliedAt, verified }) =>
        plain(
          `step ${step + 1} ${direction}: ${tool} ${outcome}${appliedAt === null ? '' : ` at ${appliedAt}`}${verified === null ? '' : verified ? ', verified' : ', without the effect wanted'}`,
        ),
      ),
      style,
    ),
    ...section('Verification', verification === null ? [] : [plain(verification.reason)], style),
  ];
}

const causeLine = ({ cause, confidence, because }: Incident['hypotheses'][number]): string =>
  plain(
    `${bar(confidence)} ${String(Math.round(confidence * 100)).padStart(3)} %  ${cause}  ${because.join('; ')}`,
  );

const section = (name: string, lines: string[], style: Terminal['style']): string[] =>
  lines.length === 0 ? [] : ['', style('bold', name), ...lines.map((line) => `  ${line}`)];
