import {
  IncidentEvent,
  MeshError,
  streams,
  subjects,
  type EventPayload,
  type EventType,
} from '@sremesh/contracts';
import type { JetStreamClient } from 'nats';
import { describe } from '../json.ts';
import type { EventKey } from '../mesh.ts';
import { storeMessage } from '../nats/publish.ts';

/** MCP notification method of an event. */
const eventMethod = (type: string): string => `notifications/incident/${type}`;

/** Appends one event to the log, as a JSON-RPC notification. Throws MESH_MESSAGE_INVALID where it does not fit its schema. */
export async function emitEvent<T extends EventType>(
  jetstream: JetStreamClient,
  type: T,
  payload: EventPayload<T>,
  key: EventKey,
): Promise<void> {
  const { incident, tenant, id = `${incident}:${type}` } = key;
  const checked = IncidentEvent.safeParse({
    id,
    incident,
    tenant,
    at: new Date().toISOString(),
    type,
    payload,
  });
  if (!checked.success)
    throw new MeshError('MESH_MESSAGE_INVALID', `event ${type} of ${incident}: ${describe(checked.error)}`);
  await storeMessage(jetstream, {
    stream: streams.events.name,
    subject: subjects.event(tenant, incident, type),
    id: `${incident}/${id}`,
    body: { jsonrpc: '2.0', method: eventMethod(type), params: { event: checked.data } },
  });
}
