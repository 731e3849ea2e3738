import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { GroupId } from './kafka-names.ts';

export const describeConsumerGroup = defineTool({
  name: 'describe_consumer_group',
  title: 'Describe consumer group',
  description:
    "A group's state now, and over the observation window: how long it was rebalancing, how often its state changed.",
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({ groupId: GroupId }),
  output: z.object({
    observedAt: z.iso.datetime(),
    groupId: z.string(),
    type: z.string(),
    state: z.string(),
    /** Length of the observation window the next two are taken over. */
    windowSeconds: z.number(),
    /** Share of the window's sweeps that found the group rebalancing; 0 to 1. */
    rebalancingShare: z.number().min(0).max(1),
    stateChanges: z.int(),
  }),
});
