/** Before a value: a zero byte and the id of the schema it was written with, as all clients of such a registry do. */
const headerBytes = 5;

export function frame(schemaId: number, value: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeInt32BE(schemaId, 1);
  return Buffer.concat([header, value]);
}

export function unframe(framed: Buffer): { schemaId: number; value: Buffer } {
  if (framed.length < headerBytes || framed[0] !== 0) throw new Error('a record without a schema id');
  return { schemaId: framed.readInt32BE(1), value: framed.subarray(headerBytes) };
}
