import { generateNKey } from '@sremesh/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSecuredNats, type SecuredNats } from '../secured-nats.ts';
import { denials } from './ask.ts';
import { subjects } from './cells.ts';
import { predict, type Identity, type Verb } from './model.ts';

const agents = ['perception', 'reasoning', 'governance', 'action', 'learning', 'gateway'];
const enrolling = generateNKey('U');

/** Two instances of each agent that serve one tenant, one that serves two, and the identities that are no agents. */
const identities: Identity[] = [
  ...agents.flatMap((name): Identity[] => [
    { name, instance: 'one', tenants: ['default'] },
    { name, instance: 'both', tenants: ['default', 'other'] },
  ]),
  {
    name: 'enrol',
    instance: enrolling.publicKey,
    tenants: ['default'],
    enrols: 'reasoning',
    key: enrolling,
  },
  { name: 'provisioner', instance: 'provisioner', tenants: [] },
  { name: 'governance', instance: 'one', tenants: [], account: 'GOVERNANCE' },
  { name: 'governance', instance: 'one', tenants: [], account: 'SYS' },
];
const instances = new Map<string, string[]>([
  ...agents.map((name): [string, string[]] => [name, ['one', 'both', 'another']]),
  ['enrol', [enrolling.publicKey, generateNKey('U').publicKey]],
  ['reasoning', ['one', 'both', 'another', enrolling.publicKey]],
  ['provisioner', ['provisioner']],
]);
const everything = subjects(instances);

let nats: SecuredNats;
const tally = { cells: 0, allowed: 0, denied: 0, differing: 0 };
beforeAll(async () => {
  nats = await startSecuredNats();
});
afterAll(async () => {
  await nats.close();
  const { cells, allowed, denied, differing } = tally;
  console.log(
    `permission matrix: ${identities.length} identities, ${cells} cells (identity × tenant × subject × verb) asked of nats-server: ` +
      `${allowed} allowed, ${denied} denied; ${differing} differ from the independent model`,
  );
});

/** Cells on which model and server differ. */
async function differences(identity: Identity, verb: Verb): Promise<string[]> {
  const connection = await nats.connectAs(identity);
  const asked = everything[verb].map((subject) => subject.replace('.OWN.', `.${nats.trust.mesh.account}.`));
  const denied = await denials(connection, verb, asked);
  expect(connection.isClosed()).toBe(false);
  return everything[verb].flatMap((subject, index) => {
    const server = !denied.has(asked[index] ?? '');
    const model = predict(identity, verb, subject);
    tally.cells += 1;
    tally[server ? 'allowed' : 'denied'] += 1;
    if (server === model) return [];
    tally.differing += 1;
    return [`${verb} ${subject}: model ${model}, server ${server}`];
  });
}

describe('permission matrix - the server allows what the model says, and nothing else', () => {
  const cases = identities.map((identity): [string, Identity] => {
    const { name, tenants, account = 'MESH' } = identity;
    return [`${name} in ${account} for ${tenants.join(' and ') || 'no tenant'}`, identity];
  });
  describe.each(cases)('%s', (_, identity) => {
    it.each(['publish', 'subscribe'] as const)('%s', async (verb) => {
      expect(await differences(identity, verb)).toEqual([]);
    });
  });

  it('asked something of every kind', () => {
    expect(tally.cells).toBeGreaterThan(50_000);
    expect(tally.allowed).toBeGreaterThan(500);
  });
});
