import type { StepRisk } from '@sremesh/contracts';

/** What cannot be computed is taken for the worst. */
export const unknownRisk: StepRisk = {
  risk: 'high',
  reversibility: 'irreversible',
  blastRadius: 1,
  bytesMoved: 0,
};
