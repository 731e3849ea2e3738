import type { CauseName, Detection, ProposedStep, Symptom } from '@sremesh/contracts';
import type { ReadCall } from '../evidence/calls.ts';
import type { Facts } from '../evidence/facts.ts';

/** Everything the mesh knows about one cause. One file each; the list is in `index.ts`. */
export interface Cause {
  name: CauseName;
  /** In a few words, for a person. */
  title: string;
  /** Symptoms it may be behind. */
  raisedBy: readonly Symptom[];
  /** Causes that would show the same symptom: their evidence is gathered too, and they are ranked against this one. */
  explainedBy: readonly CauseName[];
  /** The readings that its signals and remedies need; those that the detection does not allow are left out. */
  gather(detection: Detection): ReadCall[];
  signals: readonly Signal[];
  response: Response;
}

/** One thing to look at, and what it says. */
export interface Signal {
  name: string;
  /** Undefined where it says nothing, or its evidence could not be had. Pure. */
  weigh(facts: Facts): Weight | undefined;
}

/** What a signal says for (above 0) or against (below 0) its cause. */
export interface Weight {
  /** Natural logarithm of how much likelier this reading is under the cause than without it. */
  logLikelihoodRatio: number;
  /** A sentence with the measured value. */
  because: string;
  /** Evidence it rests on. */
  evidenceIds: readonly string[];
}

/** A benign cause is suppressed with its reason; the others have remedies, the least invasive first. */
export type Response = { suppress(facts: Facts): string } | { remedies: readonly Remedy[] };

export interface Remedy {
  name: string;
  /** What it does, in a few words for a person. */
  title: string;
  /** The mesh has no action for it: a person does it. */
  byHand?: true;
  /** The steps that would heal, or why this remedy cannot be used here. Pure. */
  plan(facts: Facts): RemedyPlan | { none: string };
}

export interface RemedyPlan {
  /** What is done and why, for the person who approves it. */
  summary: string;
  steps: ProposedStep[];
}
