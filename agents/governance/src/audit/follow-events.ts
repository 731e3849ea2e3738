import { setTimeout as sleep } from 'node:timers/promises';
import { agentRoles, agentSpec, errorMessage, type EventType } from '@sremesh/contracts';
import type { Mesh, SequencedEvent } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Item } from './block.ts';
import type { ChainWriter } from './writer.ts';

/** Events on their way to be stored at once. */
const atOnce = 512;

/**
 * Records the event log, each event once: from the sequence up to which it is recorded, until the signal aborts. Where
 * storing failed it begins there again; what it has read beyond is not taken by the writer any more.
 */
export async function followEvents(
  mesh: Pick<Mesh, 'events'>,
  writer: Pick<ChainWriter, 'append' | 'events'>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const failed = new AbortController();
    const onWay: Promise<void>[] = [];
    try {
      const afterSequence = await writer.events();
      let follows = afterSequence;
      const events = mesh.events({ afterSequence, signal: AbortSignal.any([signal, failed.signal]) });
      for await (const event of events) {
        const item = { ...itemOf(event), follows };
        follows = event.sequence;
        onWay.push(writer.append(item).catch((error: unknown) => failed.abort(error)));
        if (onWay.length >= atOnce) await onWay.shift();
      }
      await Promise.all(onWay);
      failed.signal.throwIfAborted();
    } catch (error) {
      log.warn({ err: error }, `recording events failed and is tried again: ${errorMessage(error)}`);
      await sleep(500 + Math.random() * 500, undefined, { signal }).catch(() => undefined);
    }
  }
}

const itemOf = ({ sequence, event }: SequencedEvent): Item => {
  const { at, tenant, type, id, incident, payload } = event;
  const data = { sequence, id, incident, type, payload };
  return {
    events: sequence,
    entries: [{ tenant, entry: { at, kind: 'event', source: ownerOf(type), data } }],
  };
};

/** A type has one agent that may publish it. */
const ownerOf = (type: EventType): string =>
  agentRoles.find((role) => agentSpec(role).emits.includes(type)) ?? 'unknown';
