import { digestOf, evidenceKey, type Evidence } from '@sremesh/contracts';
import type { Mesh, Store } from '@sremesh/mesh';
import { z } from 'zod';

export interface EvidenceDeps {
  mesh: Pick<Mesh, 'events'>;
  /** Whole outputs of read tools. */
  evidence: Store<unknown>;
}

/** Stored readings a change cites, and the age of the oldest; 0 and 0 where none is stored. */
export interface EvidenceFacts {
  count: number;
  ageSeconds: number;
}

/** A reading further in the future than clocks may differ is not believed. */
const clockSkewMs = 300_000;

const Reading = z.object({ observedAt: z.iso.datetime() });

/**
 * Looks the cited readings up: the incident's events say under which digest each is kept, and only an output that has
 * this digest counts. Its age is taken from the output itself.
 */
export async function evidenceOf(
  deps: EvidenceDeps,
  cited: { tenant: string; incident: string; evidenceIds: readonly string[] },
  now: Date,
  signal: AbortSignal,
): Promise<EvidenceFacts> {
  const ages: number[] = [];
  for (const reading of await readingsOf(deps, cited, signal)) {
    const stored = await deps.evidence.get(evidenceKey(reading));
    const output = Reading.safeParse(stored?.value);
    if (!output.success || digestOf(stored?.value) !== reading.digest) continue;
    const ageMs = now.getTime() - Date.parse(output.data.observedAt);
    if (ageMs >= -clockSkewMs) ages.push(Math.max(0, Math.ceil(ageMs / 1000)));
  }
  return { count: ages.length, ageSeconds: Math.max(0, ...ages) };
}

async function readingsOf(
  { mesh }: EvidenceDeps,
  { tenant, incident, evidenceIds }: { tenant: string; incident: string; evidenceIds: readonly string[] },
  signal: AbortSignal,
): Promise<Evidence[]> {
  const found = new Map<string, Evidence>();
  for await (const { event } of mesh.events({ signal, incident, follow: false })) {
    if (event.type !== 'evidence' || event.tenant !== tenant) continue;
    const { evidence } = event.payload;
    if (evidenceIds.includes(evidence.id)) found.set(evidence.id, evidence);
  }
  return [...found.values()];
}
