import { AuditBatch, MeshError, streams, subjects } from '@sremesh/contracts';
import type { JetStreamClient } from 'nats';
import { describe } from '../json.ts';
import { storeMessage } from '../nats/publish.ts';

/** Stores what an instance reports of the calls it served in a tenant; the same batch id is stored once. */
export async function reportCalls(
  jetstream: JetStreamClient,
  { role, instance }: { role: string; instance: string },
  tenant: string,
  batch: AuditBatch,
): Promise<void> {
  const checked = AuditBatch.safeParse(batch);
  if (!checked.success)
    throw new MeshError('MESH_MESSAGE_INVALID', `a batch for the audit: ${describe(checked.error)}`);
  await storeMessage(jetstream, {
    stream: streams.audit.name,
    subject: subjects.audit(tenant, role, instance),
    id: [tenant, role, instance, batch.id].join('/'),
    body: batch,
  });
}
