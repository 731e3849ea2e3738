import { isAgentRole, permissionsOf, streams, subjects, type Permissions } from '@sremesh/contracts';
import { IdentityName } from './identity-name.ts';

/** What each identity is known by; seeds have no business in the server's configuration. */
export type PublicIdentities = Record<IdentityName, { publicKey: string }>;

/**
 * The `authorization` block of a nats-server configuration: one nkey user per identity with its allow lists for these
 * tenants. What is not listed is denied; a key that is not listed cannot connect; nobody gets `allow_responses`.
 */
export function authorizationConfig(identities: PublicIdentities, tenants: readonly string[]): string {
  const users = IdentityName.options.map((name) =>
    userBlock(name, identities[name].publicKey, permissionsFor(name, tenants)),
  );
  return `authorization {\n  users = [\n${users.join('\n')}\n  ]\n}\n`;
}

/** What it takes to make and update streams, buckets and work consumers; not to read or write what is in them. */
const provisioning: Permissions = {
  publish: [
    '$JS.API.INFO',
    '$JS.API.STREAM.INFO.*',
    '$JS.API.STREAM.CREATE.*',
    '$JS.API.STREAM.UPDATE.*',
    `$JS.API.CONSUMER.CREATE.${streams.work.name}.>`,
    `$JS.API.CONSUMER.CREATE.${streams.audit.name}.>`,
  ],
  subscribe: [subjects.inboxesOf('up')],
};

const permissionsFor = (name: IdentityName, tenants: readonly string[]): Permissions =>
  isAgentRole(name) ? permissionsOf(name, tenants, '*') : provisioning;

const userBlock = (name: string, nkey: string, { publish, subscribe }: Permissions): string =>
  [
    `    # ${name}`,
    `    { nkey: ${nkey}, permissions: {`,
    `        publish: { allow: ${allowList(publish)} }`,
    `        subscribe: { allow: ${allowList(subscribe)} } } }`,
  ].join('\n');

/** To nats-server an empty allow list allows everything. */
function allowList(allowed: readonly string[]): string {
  if (allowed.length === 0) throw new RangeError('an identity has to be allowed one subject at least');
  return JSON.stringify(allowed);
}
