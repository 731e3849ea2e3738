import { connectMesh } from '@sremesh/mesh';
import { onePage } from './no-topics.ts';

/** A perception replica as a process of its own: answers describe_topics with its pid in `omitted`. */
const [url = '', instance = '', jwt = '', seed = ''] = process.argv.slice(2);
const mesh = await connectMesh({
  servers: url,
  role: 'perception',
  instance,
  auth: { jwt: () => jwt, seed },
});
await mesh.serve({
  describe_topics: async () => ({
    observedAt: new Date().toISOString(),
    partitions: [],
    omitted: process.pid,
    ...onePage,
  }),
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
