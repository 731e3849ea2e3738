import { z } from 'zod';
import { Principal } from './meta.ts';

/** What an agent reports of one call that it served: digests, never the content. */
export const CallFact = z.object({
  kind: z.literal('call'),
  at: z.iso.datetime(),
  tenant: z.string(),
  caller: z.string(),
  principal: Principal.optional(),
  tool: z.string(),
  inputDigest: z.string(),
  /** null where it failed or was refused. */
  outputDigest: z.string().nullable(),
  outcome: z.enum(['ok', 'failed', 'refused']),
  policies: z.array(z.string()),
  policyVersion: z.string(),
  incident: z.string().nullable(),
  traceId: z.string(),
});
export type CallFact = z.infer<typeof CallFact>;

/** What an agent sends at once on its audit subject; all facts are of the tenant that the subject names. */
export const AuditBatch = z.object({ id: z.string().max(100), facts: z.array(CallFact).min(1).max(200) });
export type AuditBatch = z.infer<typeof AuditBatch>;

/**
 * One record of a tenant's chain. `hash` is the SHA-256 (`sha256:` and hex) over the canonical JSON of all other fields,
 * `prev` the hash of the record before. A checkpoint is a record of kind `checkpoint` whose data is an
 * `AuditCheckpoint` over the chain up to there.
 */
export const AuditRecord = z.object({
  seq: z.int().min(1),
  at: z.iso.datetime(),
  kind: z.enum(['call', 'event', 'decision', 'credential', 'approval', 'freeze', 'identity', 'checkpoint']),
  tenant: z.string(),
  /** The agent that reported it, as NATS enforced it. */
  source: z.string(),
  data: z.json(),
  prev: z.string(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

/** Governance's word for a chain up to `seq`; `signature` (base64url) is over the canonical JSON of the other fields. */
export const AuditCheckpoint = z.object({
  tenant: z.string(),
  seq: z.int().min(1),
  hash: z.string(),
  at: z.iso.datetime(),
  /** Raw Ed25519 public key, base64url. */
  publicKey: z.string(),
  signature: z.string(),
});
export type AuditCheckpoint = z.infer<typeof AuditCheckpoint>;

/** Where a tenant's chain ends. */
export const AuditHead = z.object({
  /** 0 where nothing is recorded yet. */
  seq: z.int().min(0),
  hash: z.string(),
  /** Records since the last checkpoint. */
  unsigned: z.int().min(0),
});
export type AuditHead = z.infer<typeof AuditHead>;

/**
 * Records as they are stored: one message, those of each tenant consecutive. Besides them, what a recorder needs that goes
 * on after this block: it reads no other.
 */
export const AuditBlock = z.object({
  records: z.array(AuditRecord).min(1),
  /** Where the chain of each tenant ends with this block. */
  heads: z.record(z.string(), AuditHead),
  /** Sequence in the event log up to which events are recorded. */
  events: z.int().min(0),
  /** Ids of the batches whose facts are in this block. */
  batches: z.array(z.string()),
});
export type AuditBlock = z.infer<typeof AuditBlock>;
