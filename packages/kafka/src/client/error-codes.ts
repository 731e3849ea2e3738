import { errors } from '../protocol/platformatic.ts';

/** Error codes of the Kafka protocol that are acted upon by number. */
export const codes = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeaderOrFollower: 6,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  topicAuthorizationFailed: 29,
  groupAuthorizationFailed: 30,
  clusterAuthorizationFailed: 31,
  unsupportedSaslMechanism: 33,
  invalidConfig: 40,
  notController: 41,
  invalidRequest: 42,
  policyViolation: 44,
  securityDisabled: 54,
  saslAuthenticationFailed: 58,
  groupIdNotFound: 69,
  preferredLeaderNotAvailable: 80,
  electionNotNeeded: 84,
  resourceNotFound: 91,
} as const;

const authorization: ReadonlySet<number> = new Set([
  codes.topicAuthorizationFailed,
  codes.groupAuthorizationFailed,
  codes.clusterAuthorizationFailed,
]);

/** Whether Kafka says that this user may not. */
export const isRefusal = (code: number): boolean => authorization.has(code);

/** Kafka's own name of a code. */
export const codeName = (code: number): string => errors.protocolErrorsCodesById[code] ?? `error ${code}`;
