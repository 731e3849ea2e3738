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
    /** Broker id. */
    coordinator: z.int(),
    /** Of a KIP-848 or share group; null for a classic one. */
    groupEpoch: z.int().nullable(),
    /** Of a classic group, the protocol chosen; else the assignor. */
    assignor: z.string().nullable(),
    members: z
      .array(
        z.object({
          memberId: z.string(),
          clientId: z.string(),
          host: z.string(),
          /** Static membership; null where the member has none. */
          instanceId: z.string().nullable(),
          /** Partitions assigned to it; null where its assignment cannot be read. */
          assigned: z.int().nullable(),
        }),
      )
      .max(500),
    memberCount: z.int(),
  }),
});
