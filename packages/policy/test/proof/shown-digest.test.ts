import { expect, it } from 'vitest';
import { registerProposal, shownDigest } from '../../src/index.ts';
import { changeOf, growRetention } from '../support/changes.ts';

it('proofs - the digest of what is shown is that of the proposal, until a word of the change is another', () => {
  const proposal = registerProposal(changeOf(growRetention()), { tenant: 'default', incident: 'inc-1' });
  expect(shownDigest(proposal)).toBe(proposal.digest);
  expect(shownDigest({ ...proposal, summary: 'harmless' })).not.toBe(proposal.digest);
  const [step] = proposal.steps;
  if (step === undefined) throw new Error('no step');
  const args = { ...step.args, topic: 'another' };
  expect(shownDigest({ ...proposal, steps: [{ ...step, args }] })).not.toBe(proposal.digest);
});
