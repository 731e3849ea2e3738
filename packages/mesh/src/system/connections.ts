import { z } from 'zod';
import { describe, parseJson } from '../json.ts';
import type { Log } from '../log.ts';
import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';

/** Somebody connected to an account, or left it, as the server checked it. */
export interface ConnectionEvent {
  type: 'connected' | 'disconnected';
  /** Name in the user's JWT: the instance. */
  name: string;
  /** Public key that signed the user's JWT: it says which role it is. */
  issuer: string;
  clientId: number;
  serverId: string;
}

const Advisory = z.object({
  server: z.object({ id: z.string() }),
  client: z.object({ id: z.int(), jwt: z.string(), issuer_key: z.string() }),
});
const Claims = z.object({ name: z.string() });

/** Hears who connects to an account and who leaves it. What cannot be read is logged and left out. */
export function listenToConnections(
  link: Link,
  account: string,
  log: Log,
  listener: (event: ConnectionEvent) => void,
): Closable {
  const subscriptions = (['connected', 'disconnected'] as const).map((type) =>
    link.connection.subscribe(`$SYS.ACCOUNT.${account}.${type === 'connected' ? 'CONNECT' : 'DISCONNECT'}`, {
      callback: (error, message) => {
        if (error !== null) return log.warn({ err: error }, 'connections cannot be heard of');
        const event = eventFrom(type, message.data);
        if (typeof event === 'string') log.warn({ subject: message.subject }, `not understood: ${event}`);
        else listener(event);
      },
    }),
  );
  return {
    close: async () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}

function eventFrom(type: ConnectionEvent['type'], body: Uint8Array): ConnectionEvent | string {
  const parsed = parseJson(body);
  const advisory = Advisory.safeParse('value' in parsed ? parsed.value : undefined);
  if (!advisory.success) return describe(advisory.error);
  const { client, server } = advisory.data;
  const claims = parseJson(Buffer.from(client.jwt.split('.')[1] ?? '', 'base64url'));
  const named = Claims.safeParse('value' in claims ? claims.value : undefined);
  if (!named.success) return `the JWT of the client: ${describe(named.error)}`;
  return {
    type,
    name: named.data.name,
    issuer: client.issuer_key,
    clientId: client.id,
    serverId: server.id,
  };
}
