import { z } from 'zod';

/** A value as LangGraph's serializer gives it: JSON as text, anything else in base64. */
const Serialized = z.object({ type: z.string(), data: z.string() });
export type Serialized = z.infer<typeof Serialized>;

/** What the bucket holds of a thread, told apart by `kind`. Names are here whole: keys are only to find records by. */
export const CheckpointRecord = z.discriminatedUnion('kind', [
  /** The newest checkpoint; its revision fences writers. */
  z.object({ kind: z.literal('head'), id: z.string() }),
  z.object({
    kind: z.literal('checkpoint'),
    thread: z.string(),
    namespace: z.string(),
    id: z.string(),
    parent: z.string().nullable(),
    checkpoint: Serialized,
    metadata: Serialized,
  }),
  /** A task's write on top of a checkpoint, before the step is complete. */
  z.object({
    kind: z.literal('write'),
    task: z.string(),
    path: z.string(),
    index: z.int(),
    channel: z.string(),
    value: Serialized,
  }),
]);
export type CheckpointRecord = z.infer<typeof CheckpointRecord>;
export type SavedCheckpoint = Extract<CheckpointRecord, { kind: 'checkpoint' }>;
export type SavedWrite = Extract<CheckpointRecord, { kind: 'write' }>;

/** One token of a key: no dot, never empty. */
const token = (text: string): string =>
  text === '' ? '%' : text.replaceAll('%', '%25').replaceAll('.', '%2e');

const key = (...tokens: string[]): string => tokens.map(token).join('.');

export const keys = {
  thread: (thread: string): string => key(thread),
  head: (thread: string, namespace: string): string => key(thread, namespace, 'head'),
  checkpoint: (thread: string, namespace: string, id: string): string =>
    key(thread, namespace, 'checkpoint', id),
  writes: (thread: string, namespace: string, id: string): string => key(thread, namespace, 'write', id),
  write: (thread: string, namespace: string, id: string, task: string, index: number): string =>
    key(thread, namespace, 'write', id, task, String(index)),
} as const;
