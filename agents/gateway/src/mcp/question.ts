import type { Approval } from '@sremesh/contracts';

/** What the person is shown: all they decide on, in plain lines; text from outside cannot draw lines of its own. */
export function questionOf({
  id,
  incident,
  proposal,
  digest,
  requiredApprovals,
  decisions,
  expiresAt,
}: Approval): string {
  return [
    `Approve this change? ${oneLine(proposal.summary)}`,
    `Incident ${oneLine(incident)}, cluster ${oneLine(proposal.cluster)}, cause ${oneLine(proposal.cause)}.`,
    ...proposal.steps.map(
      (step, index) =>
        `${index + 1}. ${oneLine(step.tool)} (${step.purpose}; ${step.risk} risk, ${step.reversibility}, touches ${step.blastRadius}, moves ${step.bytesMoved} bytes): ` +
        `${oneLine(JSON.stringify(step.args))}, where it is now ${oneLine(JSON.stringify(step.expectedPreState))}; ` +
        `${step.rollback === null ? 'no way back' : `way back: ${oneLine(step.rollback.tool)} ${oneLine(JSON.stringify(step.rollback.args))}`}.`,
    ),
    ...(requiredApprovals === 1
      ? []
      : [
          `It needs ${requiredApprovals} different people; so far: ${decisions.map(({ by }) => oneLine(by)).join(', ') || 'nobody'}.`,
        ]),
    `Approval ${id}, digest ${digest}, until ${expiresAt}.`,
  ].join('\n');
}

const maxLength = 4000;

/** Control characters, line and direction marks become `·`. */
const oneLine = (text: string): string => {
  const shown = text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]+/gu, '·');
  return shown.length <= maxLength ? shown : `${shown.slice(0, maxLength - 1)}…`;
};
