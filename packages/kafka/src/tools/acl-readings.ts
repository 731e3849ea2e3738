import type { ClusterObservation, Visibility } from '@sremesh/contracts';
import { readAclEntries, type AclReading } from '../access/entries.ts';
import { aclChanges, type AclChange } from '../window/acl-changes.ts';
import type { ReadToolDeps } from './deps.ts';

/** All ACLs now, and those that came or went since the window began. */
export interface AclView {
  observedAt: string;
  reading: AclReading;
  /** Whether the cluster has an authorizer. */
  authorizer: boolean;
  visibility: Visibility;
  /** Newest first. */
  changes: AclChange[];
  windowSeconds: number;
  /** One that is up. */
  broker: number;
}

/** Throws MESH_KAFKA_UNREACHABLE. */
export async function viewAcls({
  client,
  window,
}: Pick<ReadToolDeps, 'client' | 'window'>): Promise<AclView> {
  const at = Date.now();
  const [reading, { clusterId, brokers }] = await Promise.all([readAclEntries(client), client.metadata([])]);
  const past = window.observations().filter(({ cluster, acls }) => cluster === clusterId && acls !== null);
  const may = reading.without !== 'right';
  return {
    observedAt: new Date(at).toISOString(),
    reading,
    authorizer: reading.without !== 'authorizer',
    visibility: may
      ? { complete: true, note: null }
      : { complete: false, note: missingRight(client.username) },
    changes: aclChanges(past, may ? { at, entries: reading.entries } : null),
    windowSeconds: may ? spanOf(past, at) : 0,
    broker: brokers[0]?.nodeId ?? -1,
  };
}

const spanOf = ([first]: readonly ClusterObservation[], at: number): number =>
  (at - (first?.acls?.at ?? at)) / 1000;

const missingRight = (username: string | null): string =>
  `Kafka shows no ACL to ${username === null ? 'a client without credentials' : `user ${username}`}: that takes Describe on Cluster.`;

/** As the tools show them. */
export const shownChange = ({ at, ...change }: AclChange) => ({ at: new Date(at).toISOString(), ...change });
