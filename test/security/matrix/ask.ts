import type { NatsConnection } from 'nats';
import type { Verb } from './model.ts';

/** Subjects asked at once: the client keeps what it sends until the server has taken it. */
const atOnce = 500;

/** What the server denies of these: it answers each denied one with an error that names it, before it answers the next ping. */
export async function denials(
  connection: NatsConnection,
  verb: Verb,
  subjects: readonly string[],
): Promise<Set<string>> {
  const denied = new Set<string>();
  const operation = verb === 'publish' ? 'publish' : 'subscription';
  void (async () => {
    for await (const { permissionContext: context } of connection.status())
      if (context?.operation === operation) denied.add(context.subject);
  })();
  for (let from = 0; from < subjects.length; from += atOnce) {
    const subscriptions = subjects.slice(from, from + atOnce).map((subject) => {
      if (verb === 'subscribe') return connection.subscribe(subject, { callback: () => undefined });
      connection.publish(subject, '');
      return undefined;
    });
    await connection.flush();
    await connection.flush();
    for (const subscription of subscriptions) subscription?.unsubscribe();
  }
  return denied;
}
