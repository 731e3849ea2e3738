import { subjects, type PushedIdentity } from '@sremesh/contracts';
import { toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';

/** Hands an instance a JWT unasked; resolved once the server has it. Whether the instance hears it is not known. */
export async function pushIdentity(
  { connection }: Link,
  { role, instance }: { role: string; instance: string },
  jwt: string,
): Promise<void> {
  const pushed: PushedIdentity = { jwt };
  try {
    connection.publish(subjects.identity(role, instance), JSON.stringify(pushed));
    await connection.flush();
  } catch (error) {
    throw toMeshError(error, `pushing an identity to ${role} ${instance}`);
  }
}
