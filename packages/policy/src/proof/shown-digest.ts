import { digestOf, ProposedChange, type Proposal } from '@sremesh/contracts';

/** The digest of the change that a proposal shows: a person who signs checks that it is the one they sign for. */
export const shownDigest = (proposal: Proposal): string => digestOf(ProposedChange.parse(proposal));
