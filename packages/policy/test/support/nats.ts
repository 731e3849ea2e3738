import type { TestIdentity, TestNats } from '@sremesh/test/test-nats';
import { connect, jwtAuthenticator, type NatsConnection } from 'nats';
import { onTestFinished } from 'vitest';

/** A bare connection that does not come back once it is ended; closed when the test ends. */
export async function connectAs(
  { server }: Pick<TestNats, 'server'>,
  { jwt, seed }: Pick<TestIdentity, 'jwt' | 'seed'>,
  inboxPrefix = '_INBOX.nobody',
): Promise<NatsConnection> {
  const connection = await connect({
    servers: server.url,
    authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
    inboxPrefix,
    reconnect: false,
    timeout: 5000,
  });
  onTestFinished(() => connection.close());
  return connection;
}

/** What the server says to this publish or subscribe: its denial, or nothing by the time it answers a ping. */
export async function verdict(
  connection: NatsConnection,
  verb: 'publish' | 'subscribe',
  subject: string,
  reply?: string,
): Promise<'allowed' | 'denied'> {
  const operation = verb === 'publish' ? 'publish' : 'subscription';
  let denied = false;
  void (async () => {
    for await (const { permissionContext: context } of connection.status())
      denied ||= context?.operation === operation && context.subject === subject;
  })();
  if (verb === 'publish') connection.publish(subject, '', reply === undefined ? {} : { reply });
  else connection.subscribe(subject, { callback: () => undefined });
  await connection.flush();
  await connection.flush();
  return denied ? 'denied' : 'allowed';
}
