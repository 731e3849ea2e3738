/**
 * Turns detections into incidents.
 *
 * 1. One fingerprint has at most one open incident, however many replicas see the symptom: the claim in KV decides.
 * 2. A claim is written before the incident's first event, and marked only after the handoff is stored; a claim left
 *    unmarked by a crash is finished at the next start or the next detection, with the same ids.
 * 3. A symptom that outlives its incident is the same episode and opens no second one; it must have been gone, or have
 *    begun after the incident closed.
 * 4. A symptom that is part of an open incident (`joins`) opens none, also where the incident's symptom came to explain
 *    it only after the opening.
 * 5. What a symptom explains is no part of its identity: one that comes to explain more is the same episode.
 */
import { randomBytes } from 'node:crypto';
import { MeshError, newTraceParent, type Detection } from '@sremesh/contracts';
import type { Mesh, Store } from '@sremesh/mesh';
import type { Logger } from 'pino';
import { Claim, fingerprintOf } from './claim.ts';
import type { KnownIncidents } from './known-incidents.ts';

/** A symptom seen again within this time never went away. */
const sameEpisodeMs = 10_000;

/** An incident that the event log does not show yet was opened this recently; one it shows no more is long closed. */
const unseenMs = 30_000;

export interface IncidentOpener {
  /** Takes everything one sweep detected. */
  take(detections: readonly Detection[], now: number): Promise<void>;
  /** Finishes what a crash left between claim and handoff. */
  recover(): Promise<void>;
}

export function createIncidentOpener(deps: {
  mesh: Mesh;
  tenant: string;
  known: KnownIncidents;
  log: Logger;
}): IncidentOpener {
  const { mesh, tenant, known, log } = deps;
  const claims = mesh.store('claims', Claim);
  const lastSeen = new Map<string, number>();

  const handOff = async (fingerprint: string, claim: Claim, revision: number) => {
    const { incident, detection, traceparent } = claim;
    await mesh.emit('opened', { detection, traceparent }, { incident, tenant });
    await mesh.handOff(
      'advance_incident',
      { incident, start: { detection } },
      { tenant, traceparent, incident },
      { id: `${incident}:start` },
    );
    await claims.update(fingerprint, { ...claim, state: 'handed-off' }, revision);
    log.info({ incident, symptom: detection.symptom, resources: detection.resources }, 'incident opened');
  };

  const open = async (detection: Detection, now: number) => {
    const fingerprint = fingerprintOf(detection);
    const seenAt = lastSeen.get(fingerprint);
    lastSeen.set(fingerprint, now);
    const held = await claims.get(fingerprint);
    if (held?.value.state === 'claimed') return handOff(fingerprint, held.value, held.revision);
    if (held !== undefined && stillAnswers(known, held.value, detection, seenAt, now)) {
      known.explains(
        held.value.incident,
        (detection.explains ?? []).map(({ resource }) => resource),
      );
      return undefined;
    }
    if (known.openFor(detection) !== undefined) return undefined;
    const incident = `inc-${now.toString(36)}-${randomBytes(4).toString('hex')}`;
    const claim: Claim = { incident, state: 'claimed', detection, traceparent: newTraceParent() };
    const revision = await claimed(claims, fingerprint, claim, held?.revision);
    return revision === undefined ? undefined : handOff(fingerprint, claim, revision);
  };

  return {
    async take(detections, now) {
      for (const detection of detections) await open(detection, now);
      for (const [fingerprint, at] of lastSeen) if (now - at > sameEpisodeMs) lastSeen.delete(fingerprint);
    },
    async recover() {
      for await (const { key, value, revision } of claims.entries()) {
        if (value.state === 'claimed') await handOff(key, value, revision);
      }
    },
  };
}

function stillAnswers(
  known: KnownIncidents,
  claim: Claim,
  detection: Detection,
  seenAt: number | undefined,
  now: number,
): boolean {
  if (known.isOpen(claim.incident)) return true;
  const closedAt = known.closedAt(claim.incident) ?? Date.parse(claim.detection.observedAt) + unseenMs;
  if (seenAt !== undefined && now - seenAt <= sameEpisodeMs) return true;
  return Date.parse(detection.since) <= closedAt;
}

/** The claim's revision; undefined where another replica was quicker. */
async function claimed(
  claims: Store<Claim>,
  fingerprint: string,
  claim: Claim,
  revision: number | undefined,
): Promise<number | undefined> {
  try {
    return revision === undefined
      ? await claims.create(fingerprint, claim)
      : await claims.update(fingerprint, claim, revision);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'MESH_CONFLICT') return undefined;
    throw error;
  }
}
