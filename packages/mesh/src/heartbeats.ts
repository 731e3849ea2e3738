import { AgentStatus, subjects } from '@sremesh/contracts';
import type { Log } from './log.ts';
import type { Closable } from './mesh.ts';
import type { Link } from './nats/link.ts';

/** Tells that the agent lives. Fire and forget: one lost beat is made good by the next. */
export function sendHeartbeat(link: Link, status: AgentStatus): void {
  if (link.connection.isClosed()) return;
  link.connection.publish(subjects.heartbeat(status.role, status.instance), JSON.stringify(status));
}

/** Hears all agents. A beat counts for the agent that its subject names. */
export function listenToHeartbeats(link: Link, log: Log, listener: (status: AgentStatus) => void): Closable {
  const subscription = link.connection.subscribe(subjects.heartbeat('*', '*'), {
    callback: (error, message) => {
      if (error !== null) return log.warn({ err: error }, 'heartbeats cannot be heard');
      const status = parse(message.data);
      const named = status && subjects.heartbeat(status.role, status.instance) === message.subject;
      if (status !== undefined && named === true) listener(status);
      else log.debug({ subject: message.subject }, 'ignored a malformed heartbeat');
    },
  });
  return { close: async () => subscription.unsubscribe() };
}

function parse(body: Uint8Array): AgentStatus | undefined {
  try {
    return AgentStatus.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return undefined;
  }
}
