import { connectMesh, type WorkLoop } from '@sremesh/mesh';
import type { AgentStatus } from '@sremesh/contracts';
import { z } from 'zod';

/**
 * A learning replica as a process of its own. It tells when a handoff begins and works on it for a while. Told `stop` it
 * stops itself (SIGSTOP) in the middle of things; going on, it tries all that it may do, and tells what came of it.
 */
const Given = z.object({
  url: z.string(),
  instance: z.string(),
  seed: z.string(),
  jwt: z.string(),
  workMs: z.number(),
});
const { url, instance, seed, jwt, workMs } = Given.parse(JSON.parse(process.argv[2] ?? '{}'));
const mesh = await connectMesh({ servers: url, role: 'learning', instance, auth: { seed, jwt: () => jwt } });
const lessons = mesh.store('lessons', z.object({ by: z.string() }));

let work: WorkLoop | undefined;
let state: AgentStatus['state'] = 'ready';
const beat = (): void => {
  const at = new Date().toISOString();
  const status = {
    role: 'learning',
    instance,
    pid: process.pid,
    host: 'here',
    version: '0',
    state,
    stateReason: null,
  };
  mesh.heartbeat(
    { ...status, startedAt: at, lastSeenAt: at, rssBytes: 1, work: work?.active ?? 0 },
    work?.inProgress ?? [],
  );
};
let finish: () => void = () => undefined;
work = await mesh.work(
  {
    write_lesson: async ({ incident }, { delivery }) => {
      process.send?.({ began: incident, delivery, instance });
      await new Promise<void>((resolve) => {
        finish = resolve;
        setTimeout(resolve, workMs);
      });
      process.send?.({ done: incident, instance });
    },
  },
  { onChange: () => setImmediate(beat) },
);
beat();
setInterval(beat, 1000);

const tell = (what: string, doing: Promise<unknown>): Promise<void> =>
  doing.then(
    () => void process.send?.({ tried: what, came: 'done', instance }),
    (error: unknown) => void process.send?.({ tried: what, came: String(error), instance }),
  );

/** Everything it may do, once. */
function tryAll(incident: string): void {
  void tell('store', lessons.put(`tried-${instance}`, { by: instance }));
  void tell('emit', mesh.emit('learned', { lessonId: instance }, { incident, tenant: 'default' }));
}

process.on('message', (message: { stop?: string; try?: string; leave?: true }) => {
  if (message.leave === true) {
    state = 'stopping';
    beat();
    void mesh.close({ timeoutMs: 500 }).then(() => process.exit(0));
  }
  if (message.try !== undefined) tryAll(message.try);
  if (message.stop === undefined) return;
  process.kill(process.pid, 'SIGSTOP');
  finish();
  tryAll(message.stop);
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true, instance });
