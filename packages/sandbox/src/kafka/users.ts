import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { alterUserScramCredentialsV0 } from '@platformatic/kafka';
import { waitUntil } from '../process/wait-until.ts';
import { kafkaClient, type KafkaCredentials } from './admin.ts';
import type { KafkaCluster } from './cluster.ts';
import { withRaw } from './raw.ts';

const derive = promisify(pbkdf2);
const scramSha512 = { mechanism: 2, digest: 'sha512', bytes: 64 } as const;
const iterations = 4096;

/**
 * Makes a SCRAM user without rights, and resolves when every broker lets it in. It stays as long as the cluster: a broker
 * of Kafka 4.3.1 that starts after users were deleted may lose all others.
 */
export async function makeUser(kafka: KafkaCluster, username: string): Promise<KafkaCredentials> {
  const { mechanism, digest, bytes } = scramSha512;
  const credentials = { username, password: randomBytes(24).toString('base64url') };
  const salt = randomBytes(24);
  const saltedPassword = await derive(credentials.password, salt, iterations, bytes, digest);
  const user = { name: username, mechanism, iterations, salt, saltedPassword };
  await withRaw(kafka, (ask) => ask(alterUserScramCredentialsV0.api, [], [user]));
  for (const broker of kafka.bootstrapServers)
    await waitUntil({ what: `${username} known to ${broker}`, timeoutMs: 10_000, everyMs: 200 }, async () => {
      const client = kafkaClient([broker], credentials).admin();
      await client.connect();
      await client.disconnect();
      return true;
    });
  return credentials;
}
