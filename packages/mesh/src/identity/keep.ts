import { PushedIdentity, subjects, type RenewalRequest } from '@sremesh/contracts';
import { parseJson } from '../json.ts';
import type { Log } from '../log.ts';
import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';
import { isRelayed } from '../nats/stored-message.ts';
import { askForJwt } from './ask.ts';

/** Asks governance for a newer JWT of this instance. Throws MESH_NO_RESPONDER, MESH_TIMEOUT, MESH_PERMISSION_DENIED. */
export const renewIdentity = (
  link: Link,
  { role, instance }: { role: string; instance: string },
  request: RenewalRequest,
): Promise<string> => askForJwt(link, subjects.renew(role, instance), request, 'renewing the identity');

/** Hears the JWTs that governance hands this instance unasked. What is none is ignored. */
export function listenToIdentity(
  link: Link,
  { role, instance }: { role: string; instance: string },
  log: Log,
  listener: (jwt: string) => void,
): Closable {
  const subscription = link.connection.subscribe(subjects.identity(role, instance), {
    callback: (error, message) => {
      if (error !== null) return log.warn({ err: error }, 'identities cannot be heard');
      const parsed = parseJson(message.data);
      const pushed = PushedIdentity.safeParse('value' in parsed ? parsed.value : undefined);
      if (pushed.success && !isRelayed(message.headers)) listener(pushed.data.jwt);
      else log.warn({ subject: message.subject }, 'ignored what is no identity from governance');
    },
  });
  return { close: async () => subscription.unsubscribe() };
}
