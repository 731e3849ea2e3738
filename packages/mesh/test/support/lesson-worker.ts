import { connectMesh } from '@sremesh/mesh';
import { z } from 'zod';

/** A learning replica as a process of its own: tells when a handoff begins, works for a while, writes its effect once by id. */
const [url = '', instance = '', jwt = '', seed = '', workMs = '0'] = process.argv.slice(2);
const mesh = await connectMesh({
  servers: url,
  role: 'learning',
  instance,
  auth: { jwt: () => jwt, seed },
});
const effects = mesh.store('lessons', z.object({ pid: z.number(), delivery: z.number() }));
await mesh.work({
  write_lesson: async ({ incident }, { id, delivery }) => {
    process.send?.({ began: incident, delivery });
    await new Promise((resolve) => setTimeout(resolve, Number(workMs)));
    await effects.create(`effect/${id}`, { pid: process.pid, delivery });
  },
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
