import type { GovernanceDeps } from '../deps.ts';
import type { KafkaAdmin } from './kafka-admin.ts';

/** What making and ending credentials takes. */
export type CredentialDeps = Pick<
  GovernanceDeps,
  'grants' | 'credentials' | 'turns' | 'due' | 'freeze' | 'log'
> & { kafka: KafkaAdmin };
