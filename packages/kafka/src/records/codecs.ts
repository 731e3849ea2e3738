import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { compressionsAlgorithms } from '../protocol/platformatic.ts';

/** By the low three bits of a batch's attributes. */
const codecs = [none, gzip, snappy, lz4, zstd] as const;
const codecMask = 0b111;

/**
 * The records of a batch, uncompressed. Throws where the codec is unknown, the data is damaged, or it would become more
 * than `maxBytes`: that much is never allocated.
 */
export function uncompress(attributes: number, data: Buffer, maxBytes: number): Buffer {
  const codec = codecs[attributes & codecMask];
  if (codec === undefined) throw new Error(`compression codec ${attributes & codecMask} is unknown`);
  return codec(data, maxBytes);
}

function none(data: Buffer): Buffer {
  return data;
}

function gzip(data: Buffer, maxOutputLength: number): Buffer {
  return gunzipSync(data, { maxOutputLength });
}

function zstd(data: Buffer, maxOutputLength: number): Buffer {
  return zstdDecompressSync(data, { maxOutputLength });
}

function snappy(data: Buffer, maxBytes: number): Buffer {
  atMost(snappyBytes(data), maxBytes);
  return compressionsAlgorithms.snappy.decompressSync(data);
}

function lz4(data: Buffer, maxBytes: number): Buffer {
  atMost(lz4Bytes(data), maxBytes);
  return compressionsAlgorithms.lz4.decompressSync(data);
}

function atMost(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new RangeError(`the batch holds up to ${bytes} bytes, more than ${maxBytes}`);
}

/** How Java frames snappy: this and two versions, then blocks with their lengths before them. */
const xerial = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeader = 16;

/** What snappy data says it will become. */
function snappyBytes(data: Buffer): number {
  if (!data.subarray(0, xerial.length).equals(xerial)) return lengthBefore(data);
  let sum = 0;
  for (let at = xerialHeader; at < data.length;) {
    const length = data.readUInt32BE(at);
    sum += lengthBefore(data.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return sum;
}

/** A varint. */
function lengthBefore(block: Buffer): number {
  let length = 0;
  for (const [index, byte] of block.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return length;
  }
  throw new Error('a block without its length');
}

const uncompressedFlag = 0x80000000;

/** The most an LZ4 frame can become: no block is more than the frame's largest, and none grows more than 255 times. */
function lz4Bytes(data: Buffer): number {
  const flags = data.readUInt8(4);
  const largest = 2 ** (8 + 2 * ((data.readUInt8(5) >> 4) & 7));
  const header = 7 + ((flags & 0b1000) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4);
  const checksum = (flags & 0b10000) === 0 ? 0 : 4;
  let sum = 0;
  for (let at = header; at + 4 <= data.length;) {
    const size = data.readUInt32LE(at);
    if (size === 0) break;
    const stored = size >= uncompressedFlag;
    const length = stored ? size - uncompressedFlag : size;
    sum += stored ? length : Math.min(largest, 255 * length);
    at += 4 + length + checksum;
  }
  return sum;
}
