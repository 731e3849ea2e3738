import type { Visibility } from '@sremesh/contracts';
import { operations } from '../access/binding.ts';
import type { KafkaClient } from '../client/client.ts';
import { matchingAcls, type MatchingAcl } from './matching-acls.ts';
import { exceedsItsAcls } from './super-user.ts';

/** Of what a listing may be short because the user may not describe it. */
export type Hideable = keyof typeof plural;

const plural = { Topic: 'topics', Group: 'groups', TransactionalId: 'transactional ids' } as const;

/** Any of these lets see; only the first two, denied, hide. */
const letsSee: readonly number[] = (['All', 'Describe', 'Read', 'Write', 'Delete', 'Alter'] as const).map(
  (name) => operations[name],
);
const hides: readonly number[] = [operations.All, operations.Describe];

/**
 * Whether the client's user sees every resource of a kind, by its own ACLs and those of everybody (`User:*`). An ACL for
 * one host counts where it denies; where it allows, nothing is known: which address Kafka sees this client at is not told. With
 * Describe on Cluster Kafka lists every group, so "hidden" of a group is what it has committed. Throws
 * MESH_KAFKA_UNREACHABLE.
 */
export async function visibilityOf(client: KafkaClient, resource: Hideable): Promise<Visibility> {
  const user = client.username === null ? null : `User:${client.username}`;
  const asked = user === null ? ['User:*'] : [user, 'User:*'];
  const answers = await Promise.all(asked.map((principal) => matchingAcls(client, resource, principal)));
  if (answers.includes('none')) return { complete: true, note: null };
  if (user === null) return unknowable(resource, 'the reader', 'it logs in without a user name');
  if (answers.includes('refused'))
    return unknowable(resource, user, 'it may not read ACLs, which takes Describe on Cluster');
  const acls = answers.flatMap((answer) => (typeof answer === 'string' ? [] : answer));
  const denied = acls.find(({ allows, operation }) => !allows && hides.includes(operation));
  const showing = denied === undefined ? acls.filter(showsAll) : [];
  if (showing.some(({ host }) => host === '*')) return { complete: true, note: null };
  if (await exceedsItsAcls(client)) return { complete: true, note: null };
  const [elsewhere] = showing;
  if (elsewhere !== undefined)
    return unknowable(resource, user, `the ACL that shows all is for clients at ${elsewhere.host}`);
  return {
    complete: false,
    note: denied === undefined ? lacking(resource, user) : denying(resource, denied),
  };
}

const showsAll = ({ allows, operation, name, prefixed }: MatchingAcl): boolean =>
  allows && letsSee.includes(operation) && (prefixed ? name === '' : name === '*');

const unknowable = (resource: Hideable, user: string, why: string): Visibility => ({
  complete: null,
  note: `Whether Kafka hides ${plural[resource]} from ${user} cannot be known: ${why}.`,
});

const lacking = (resource: Hideable, user: string): string =>
  `${user} sees only ${plural[resource]} it may describe; the ACL Describe on ${resource}:* would show the others, if there are any.`;

const denying = (resource: Hideable, { principal, name, prefixed }: MatchingAcl): string =>
  `An ACL denies ${principal} to describe ${resource}:${name}${prefixed ? '…' : ''}: ${plural[resource]} may be there that are not seen.`;
