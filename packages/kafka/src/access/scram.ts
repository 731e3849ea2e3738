import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';

export type ScramMechanism = keyof typeof mechanisms;

/** A SCRAM credential as Kafka tells it: never the password. */
export interface ScramUser {
  user: string;
  mechanism: ScramMechanism;
  iterations: number;
}

const mechanisms = {
  'SCRAM-SHA-256': { id: 1, digest: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { id: 2, digest: 'sha512', bytes: 64 },
} as const;

/** Kafka's least. More would only protect passwords that can be guessed; these are 32 random bytes. */
const iterations = 4096;
const saltBytes = 24;
const derive = promisify(pbkdf2);

export async function createScramUser(
  client: KafkaClient,
  { username, password, mechanism }: { username: string; password: string; mechanism: ScramMechanism },
): Promise<void> {
  const { id, digest, bytes } = mechanisms[mechanism];
  const salt = randomBytes(saltBytes);
  const saltedPassword = await derive(password, salt, iterations, bytes, digest);
  await alter(
    client,
    `create user ${username}`,
    [],
    [{ name: username, mechanism: id, iterations, salt, saltedPassword }],
  );
}

/** Deletes a user's credentials of every mechanism; none is fine. It ends no session: take the ACLs away first. */
export async function deleteScramUser(client: KafkaClient, username: string): Promise<void> {
  const held = (await listScramUsers(client, [username])).map(({ mechanism }) => ({
    name: username,
    mechanism: mechanisms[mechanism].id,
  }));
  if (held.length > 0) await alter(client, `delete user ${username}`, held, []);
}

/** Every SCRAM user, or those of these names, sorted by name and mechanism. */
export async function listScramUsers(
  client: KafkaClient,
  names: readonly string[] | null = null,
): Promise<ScramUser[]> {
  const asked = names?.map((name) => ({ name })) ?? null;
  const response = await client.request('any', apis.describeUserScramCredentialsV0.api, asked);
  const failing = [response, ...response.results].find(
    ({ errorCode }) => errorCode !== codes.none && errorCode !== codes.resourceNotFound,
  );
  if (failing !== undefined)
    throw client.failure(
      { doing: 'list SCRAM users', needs: 'Describe on Cluster' },
      failing.errorCode,
      failing.errorMessage,
    );
  return response.results
    .flatMap(({ user, credentialInfos }) =>
      credentialInfos.flatMap((info) => {
        const mechanism = nameOf(info.mechanism);
        return mechanism === undefined ? [] : [{ user, mechanism, iterations: info.iterations }];
      }),
    )
    .toSorted((a, b) => scramLine(a).localeCompare(scramLine(b)));
}

/** The line by which what `createScramUser` makes shows up in a snapshot. */
export const madeUserLine = (user: string, mechanism: ScramMechanism): string =>
  scramLine({ user, mechanism, iterations });

export const scramLine = ({ user, mechanism, iterations: count }: ScramUser): string =>
  `SCRAM user ${user} (${mechanism}, ${count} iterations)`;

type Alteration = Parameters<typeof apis.alterUserScramCredentialsV0.createRequest>;

async function alter(client: KafkaClient, doing: string, ...alteration: Alteration): Promise<void> {
  const { results } = await client.request('controller', apis.alterUserScramCredentialsV0.api, ...alteration);
  for (const { errorCode, errorMessage } of results)
    if (errorCode !== codes.none && errorCode !== codes.resourceNotFound)
      throw client.failure({ doing, needs: 'Alter on Cluster' }, errorCode, errorMessage);
}

const nameOf = (id: number): ScramMechanism | undefined =>
  id === 1 ? 'SCRAM-SHA-256' : id === 2 ? 'SCRAM-SHA-512' : undefined;
