/**
 * Partitions in a classic member's assignment (ConsumerProtocol: version INT16 [topic STRING [partition INT32]] user_data);
 * null where it is another protocol's, or none yet. Bytes come from the member: they are never trusted.
 */
export function countAssigned(assignment: Buffer): number | null {
  const at = { offset: 2 };
  const topics = readCount(assignment, at);
  if (topics === null) return null;
  let partitions = 0;
  for (let topic = 0; topic < topics; topic += 1) {
    if (at.offset + 2 > assignment.length) return null;
    const nameLength = assignment.readInt16BE(at.offset);
    if (nameLength < 0) return null;
    at.offset += 2 + nameLength;
    const count = readCount(assignment, at);
    if (count === null || at.offset + 4 * count > assignment.length) return null;
    at.offset += 4 * count;
    partitions += count;
  }
  return partitions;
}

function readCount(bytes: Buffer, at: { offset: number }): number | null {
  if (at.offset + 4 > bytes.length) return null;
  const count = bytes.readInt32BE(at.offset);
  at.offset += 4;
  return count < 0 ? null : count;
}
