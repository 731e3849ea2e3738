import type { Store } from '@sremesh/mesh';
import type { GovernanceKeys } from '@sremesh/policy';
import type { Clock } from './clock.ts';
import type { IdentityRecord, UsedEnrolment } from './record.ts';

/** What giving and taking identities works with. */
export interface IdentityDeps {
  keys: GovernanceKeys;
  identities: Store<IdentityRecord>;
  enrolments: Store<UsedEnrolment>;
  now: Clock;
}
