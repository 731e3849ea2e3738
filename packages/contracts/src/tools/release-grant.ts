import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';

export const releaseGrant = defineTool({
  name: 'release_grant',
  title: 'Release a grant',
  description:
    'Ends the just-in-time credential of a grant: its rights first, then the user. What nobody releases, governance sweeps once the grant has ended.',
  server: 'governance',
  delivery: 'request',
  callers: ['action'],
  annotations: desiredState,
  input: z.object({
    grantId: z.string().max(100),
    workId: z.string().max(300),
    /** The credential to end, so that a slow worker does not end the one of whoever took over. */
    username: z.string().max(200),
  }),
  output: z.object({ released: z.boolean() }),
});
