import { MeshError } from '@sremesh/contracts';
import type { JetStreamClient } from 'nats';
import { isStaleRevision, toMeshError } from '../nats/errors.ts';

/** Stores a message where the last one of its stream is still the expected one; its sequence. */
export async function appendAt(
  jetstream: JetStreamClient,
  { name, subject }: { name: string; subject: string },
  bytes: Uint8Array,
  expectedLastSequence: number,
): Promise<number> {
  try {
    const expect = { streamName: name, lastSequence: expectedLastSequence };
    const { seq } = await jetstream.publish(subject, bytes, { expect });
    return seq;
  } catch (error) {
    if (!isStaleRevision(error)) throw toMeshError(error, `appending to ${name}`);
    throw new MeshError('MESH_CONFLICT', `${name} no longer ends with ${expectedLastSequence}`, {
      cause: error,
      remedy: 'Somebody else appended: read on from there and decide anew.',
    });
  }
}
