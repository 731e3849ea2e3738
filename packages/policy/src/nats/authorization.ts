import { isAgentRole, permissionsOf, type Permissions } from '@sremesh/contracts';
import { IdentityName, provisioner } from './identities.ts';

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

const permissionsFor = (name: IdentityName, tenants: readonly string[]): Permissions =>
  isAgentRole(name)
    ? permissionsOf(name, tenants)
    : { publish: ['$JS.API.>'], subscribe: [`_INBOX.${provisioner}.>`] };

const userBlock = (name: string, nkey: string, { publish, subscribe }: Permissions): string =>
  [
    `    # ${name}`,
    `    { nkey: ${nkey}, permissions: {`,
    `        publish: { allow: ${allowList(publish)} }`,
    `        subscribe: { allow: ${allowList(subscribe)} } } }`,
  ].join('\n');

/** To nats-server an empty allow list allows everything. */
function allowList(subjects: readonly string[]): string {
  if (subjects.length === 0) throw new RangeError('an identity has to be allowed one subject at least');
  return JSON.stringify(subjects);
}
