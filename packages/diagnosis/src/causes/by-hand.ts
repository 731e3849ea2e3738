import type { Remedy } from './cause.ts';

/** A remedy that the mesh has no action for: the runbook says how a person does it. */
export const byHand = (name: string, title: string): Remedy => ({
  name,
  title,
  byHand: true,
  plan: () => ({ none: `${title}: a person has to, the runbook says how.` }),
});
