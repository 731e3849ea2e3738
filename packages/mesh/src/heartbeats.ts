import { Heartbeat, subjects, type AgentStatus, type InProgress } from '@sremesh/contracts';
import type { z } from 'zod';
import type { Log } from './log.ts';
import type { Closable } from './mesh.ts';
import type { Link } from './nats/link.ts';

const longestList = 64;

/** Tells that the agent lives. Fire and forget: one lost beat is made good by the next. */
export function sendHeartbeat(link: Link, status: AgentStatus, inProgress: readonly InProgress[]): void {
  if (link.connection.isClosed()) return;
  const beat: z.input<typeof Heartbeat> = { ...status, inProgress: inProgress.slice(0, longestList) };
  link.connection.publish(subjects.heartbeat(status.role, status.instance), JSON.stringify(beat));
}

/** Hears all agents. A beat counts for the agent that its subject names. */
export function listenToHeartbeats(
  link: Link,
  log: Log,
  listener: (status: AgentStatus, inProgress: readonly InProgress[]) => void,
): Closable {
  const subscription = link.connection.subscribe(subjects.heartbeat('*', '*'), {
    callback: (error, message) => {
      if (error !== null) return log.warn({ err: error }, 'heartbeats cannot be heard');
      const beat = parse(message.data);
      if (beat !== undefined && isAbout(beat, message.subject)) {
        const { inProgress, ...status } = beat;
        listener(status, inProgress);
      } else log.debug({ subject: message.subject }, 'ignored a malformed heartbeat');
    },
  });
  return { close: async () => subscription.unsubscribe() };
}

/** Role and instance are free text until they are found to be the last tokens of the subject. */
function isAbout(status: AgentStatus, subject: string): boolean {
  const [role, instance] = subject.split('.').slice(-2);
  return status.role === role && status.instance === instance;
}

function parse(body: Uint8Array): z.infer<typeof Heartbeat> | undefined {
  try {
    return Heartbeat.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return undefined;
  }
}
