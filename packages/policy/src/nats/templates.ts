import {
  enrolling,
  enrolmentPermissions,
  fromJwt,
  isAgentRole,
  permissionsOf,
  recordPermissions,
  streams,
  subjects,
  type Permissions,
} from '@sremesh/contracts';
import { provisioner, type IdentityName } from './identity-name.ts';

/** One scope of an account: the key that signs its users' JWTs, and what those users may do. */
export interface Scope {
  key: string;
  role: string;
  permissions: Permissions;
}

/** What users of a scope of the MESH account may do; nats-server fills in tenants and instance from the user's JWT. */
export function meshPermissions(name: IdentityName): Permissions {
  if (isAgentRole(name)) return permissionsOf(name, [fromJwt.tenant], fromJwt.instance);
  return name === enrolling ? enrolmentPermissions : provisioning([streams.work.name, streams.audit.name]);
}

export const recordsPermissions = {
  governance: recordPermissions,
  [provisioner]: provisioning([]),
} satisfies Record<string, Permissions>;

/** What governance may do in the system account: exchange accounts' JWTs, and hear of those of its mesh. */
export const systemPermissions: Permissions = {
  publish: ['$SYS.REQ.CLAIMS.UPDATE'],
  subscribe: [
    '$SYS.ACCOUNT.{{tag(mesh)}}.CONNECT',
    '$SYS.ACCOUNT.{{tag(mesh)}}.DISCONNECT',
    `${subjects.inboxPrefix('governance', fromJwt.instance)}.>`,
  ],
};

/** What it takes to make and update streams, buckets and consumers; not to read or write what is in them. */
function provisioning(consumersOf: readonly string[]): Permissions {
  return {
    publish: [
      '$JS.API.INFO',
      '$JS.API.STREAM.INFO.*',
      '$JS.API.STREAM.CREATE.*',
      '$JS.API.STREAM.UPDATE.*',
      ...consumersOf.map((stream) => `$JS.API.CONSUMER.CREATE.${stream}.>`),
    ],
    subscribe: [`${subjects.inboxPrefix(provisioner, fromJwt.instance)}.>`],
  };
}
