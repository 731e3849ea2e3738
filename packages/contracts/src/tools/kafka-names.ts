import { z } from 'zod';

/** A topic name Kafka accepts (KIP-226: letters, digits, `.`, `_`, `-`; at most 249). */
export const TopicName = z
  .string()
  .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'a topic name has 1 to 249 letters, digits, dots, underscores, hyphens')
  .refine((name) => name !== '.' && name !== '..', 'a topic cannot be named . or ..');

/** Kafka puts no rule on group ids; ours bounds their size. */
export const GroupId = z.string().min(1).max(1024);
