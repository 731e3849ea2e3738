import { digestOf, evidenceKey, type Evidence } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { z } from 'zod';

/** A reading so many seconds old, with the whole output it was made from. */
export function readingOf(ageSeconds = 0): {
  output: { observedAt: string; lag: number };
  evidence: Evidence;
} {
  const observedAt = new Date(Date.now() - ageSeconds * 1000).toISOString();
  const output = { observedAt, lag: 7 };
  const digest = digestOf(output);
  const evidence: Evidence = {
    id: `ev-${digest.slice(7, 19)}`,
    digest,
    tool: 'read_consumer_lag',
    args: { groupId: 'payments' },
    window: { from: observedAt, to: observedAt },
    summary: 'behind',
    value: 7,
    unit: 'records',
  };
  return { output, evidence };
}

/** What the changes of these tests rest on. */
export const reading = readingOf();

/** Keeps a reading as reasoning does: the output by its digest, and that it is evidence of the incident. */
export async function cite(reasoning: Mesh, incident: string, { output, evidence } = reading): Promise<void> {
  await reasoning.store('evidence', z.unknown()).put(evidenceKey(evidence), output);
  const id = `${incident}:${evidence.id}`;
  await reasoning.emit('evidence', { evidence }, { id, incident, tenant: 'default' });
}
