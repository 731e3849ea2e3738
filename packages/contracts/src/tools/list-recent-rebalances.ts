import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { GroupId } from './kafka-names.ts';

export const listRecentRebalances = defineTool({
  name: 'list_recent_rebalances',
  title: 'List recent rebalances',
  description:
    'Rebalances of consumer groups seen in the observation window: when, for how long, and what set them off.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    groupId: GroupId.optional().describe('default: every group'),
    sinceSeconds: z.number().positive().max(86_400).optional().describe('default: the whole window'),
    limit: z.int().min(1).max(500).default(100).describe('newest first'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    windowSeconds: z.number(),
    rebalances: z.array(
      z.object({
        groupId: z.string(),
        startedAt: z.iso.datetime(),
        /** null while it goes on. */
        endedAt: z.iso.datetime().nullable(),
        /** As far as sweeps can tell: between the first and the last that saw it; 0 for one that only its new members betray. */
        durationSeconds: z.number(),
        cause: z.enum([
          'member-joined',
          'member-left',
          'members-replaced',
          'coordinator-moved',
          'partitions-changed',
          'unknown',
        ]),
        /** Client ids. */
        joined: z.array(z.string()).max(50),
        left: z.array(z.string()).max(50),
        membersAfter: z.int().nullable(),
      }),
    ),
    omitted: z.int(),
    /** Rebalances a minute over the window (of the group that has most). */
    mostPerMinute: z.number(),
  }),
});
