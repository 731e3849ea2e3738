import { AuditBlock, MeshError } from '@sremesh/contracts';
import type { Records, SequencedBytes } from '@sremesh/mesh';
import type { BlockLog, StoredBlock } from './block-log.ts';

/** The block log in governance's own account. */
export const recordsLog = (records: Pick<Records, 'append' | 'read' | 'last'>): BlockLog => ({
  append: (block, after) =>
    records.append('audit', Buffer.from(JSON.stringify(block)), { expectedLastSequence: after }),
  read: async (from, limit) => (await records.read('audit', from, limit)).map(toBlock),
  async last() {
    const message = await records.last('audit');
    return message && toBlock(message);
  },
});

function toBlock({ sequence, bytes }: SequencedBytes): StoredBlock {
  try {
    return { sequence, block: AuditBlock.parse(JSON.parse(new TextDecoder().decode(bytes))) };
  } catch (cause) {
    throw new MeshError('MESH_MESSAGE_INVALID', `message ${sequence} of the audit is no block`, {
      cause,
      remedy: 'Only governance may write there; find out who else did.',
    });
  }
}
