import { z } from 'zod';
import { describe, parseJson } from '../json.ts';
import type { Log } from '../log.ts';
import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';

/** Somebody connected to an account, or left it. All but `client` is what the server checked. */
export interface ConnectionEvent {
  type: 'connected' | 'disconnected';
  at: Date;
  /** Name in the user's JWT: the instance. */
  name: string;
  /** Public key of the user. */
  publicKey: string;
  /** Public key that signed the user's JWT: it says which role it is. */
  issuer: string;
  clientId: number;
  serverId: string;
  /** What the client calls itself. */
  client: string;
  /** Why it left, in the server's words; undefined where it came. */
  reason: string | undefined;
}

const Advisory = z.object({
  timestamp: z.coerce.date(),
  server: z.object({ id: z.string() }),
  client: z.object({
    id: z.int(),
    user: z.string(),
    name: z.string().default(''),
    jwt: z.string(),
    issuer_key: z.string(),
  }),
  reason: z.string().optional(),
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
  const { client, server, timestamp, reason } = advisory.data;
  const claims = parseJson(Buffer.from(client.jwt.split('.')[1] ?? '', 'base64url'));
  const named = Claims.safeParse('value' in claims ? claims.value : undefined);
  if (!named.success) return `the JWT of the client: ${describe(named.error)}`;
  return {
    type,
    at: timestamp,
    name: named.data.name,
    publicKey: client.user,
    issuer: client.issuer_key,
    clientId: client.id,
    serverId: server.id,
    client: client.name,
    reason,
  };
}
