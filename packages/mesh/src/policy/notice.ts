import { subjects } from '@sremesh/contracts';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import type { Log } from '../log.ts';
import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';

const Notice = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.literal('notifications/policy'),
  params: z.object({ version: z.string().min(1).max(200) }),
});

/** Tells every agent which policy is in force. Fire and forget: who misses it asks anew within a minute. */
export function tellPolicy(link: Link, version: string): void {
  if (link.connection.isClosed()) return;
  const notice: z.input<typeof Notice> = {
    jsonrpc: '2.0',
    method: 'notifications/policy',
    params: { version },
  };
  link.connection.publish(subjects.policy, JSON.stringify(notice));
}

/** Hears which policy is in force. What is no such notice is ignored. */
export function listenToPolicy(link: Link, log: Log, listener: (version: string) => void): Closable {
  const subscription = link.connection.subscribe(subjects.policy, {
    callback: (error, message) => {
      if (error !== null) return log.warn({ err: error }, 'notices of new policies cannot be heard');
      const parsed = parseJson(message.data);
      const notice = Notice.safeParse('value' in parsed ? parsed.value : undefined);
      if (notice.success) listener(notice.data.params.version);
      else log.debug({ subject: message.subject }, 'ignored a malformed notice');
    },
  });
  return { close: async () => subscription.unsubscribe() };
}
