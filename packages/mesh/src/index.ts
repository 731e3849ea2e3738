export type { IdentityGiver } from './authority/answer-identities.ts';
export { connectMesh } from './connect-mesh.ts';
export type { ConnectMeshOptions } from './connect-mesh.ts';
export { readClaims } from './identity/claims.ts';
export type { Claims } from './identity/claims.ts';
export { enrol } from './identity/enrol.ts';
export type { EnrolOptions } from './identity/enrol.ts';
export { newUserKey } from './identity/user-key.ts';
export type { UserKey } from './identity/user-key.ts';
export { KeyLease } from './lease/lease.ts';
export type { Lease } from './lease/lease.ts';
export { LeaseRecord } from './lease/record.ts';
export type { Log } from './log.ts';
export type {
  CallOptions,
  Closable,
  DeadLetter,
  EventKey,
  HandOffOptions,
  Mesh,
  MeshStatus,
  ReportedCalls,
  SequencedEvent,
  Store,
  Stored,
  WorkLoop,
  WorkOptions,
} from './mesh.ts';
export type { NatsAuth } from './nats/link.ts';
export { provision } from './provision/provision.ts';
export { connectRecords } from './records/connect-records.ts';
export type { ConnectRecordsOptions } from './records/connect-records.ts';
export type { Records, SequencedBytes } from './records/records.ts';
export { connectSystem } from './system/connect-system.ts';
export type { ConnectSystemOptions, System } from './system/connect-system.ts';
export type { ConnectionEvent } from './system/connections.ts';
