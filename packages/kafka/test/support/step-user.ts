import { randomBytes } from 'node:crypto';
import {
  createAcls,
  createKafkaClient,
  createScramUser,
  deletableName,
  deleteAcls,
  deleteScramUser,
  type KafkaAclBinding,
  type KafkaClient,
} from '../../src/index.ts';

/** A user made for one step, logged in. */
export interface StepUser {
  username: string;
  client: KafkaClient;
  /** Rights first, then the user. */
  end(): Promise<void>;
}

const mechanism = 'SCRAM-SHA-512';

/** Makes a user with these rights from `host` and logs it in, as soon as the broker that is asked knows it. */
export async function stepUser(
  admin: KafkaClient,
  brokers: readonly string[],
  acls: readonly KafkaAclBinding[],
  host = '127.0.0.1',
): Promise<StepUser> {
  const [username, password] = [
    deletableName(`sremesh-${randomBytes(10).toString('hex')}-1`),
    randomBytes(32).toString('base64url'),
  ];
  await createScramUser(admin, { username, password, mechanism });
  await createAcls(admin, username, host, acls);
  const client = createKafkaClient({ brokers, clientId: username, sasl: { mechanism, username, password } });
  return {
    username,
    client,
    async end() {
      await deleteAcls(admin, username);
      await deleteScramUser(admin, username);
      await client.close();
    },
  };
}

/** Milliseconds from the wish for a credential to the end of its first use. */
export async function timeToFirstUse(
  make: () => Promise<StepUser>,
  use: (client: KafkaClient) => Promise<unknown>,
): Promise<number> {
  const from = performance.now();
  const user = await make();
  await use(user.client);
  const ms = performance.now() - from;
  await user.end();
  return ms;
}
