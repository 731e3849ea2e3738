import type { GrantSigner } from '@sremesh/policy';
import type { Leader } from './leader.ts';

/** Signs while this replica leads, and only then: what was decided before it was deposed is not granted after. */
export const leadersSigner = (leader: Pick<Leader, 'assertLeading'>, signer: GrantSigner): GrantSigner => ({
  sign(body) {
    leader.assertLeading();
    return signer.sign(body);
  },
});
