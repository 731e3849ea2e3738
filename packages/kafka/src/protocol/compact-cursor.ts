/** Walks a message of Kafka's flexible versions in one contiguous buffer, without making objects on the way. */
export class CompactCursor {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int16(): number {
    this.#at += 2;
    return this.#buffer.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#buffer.readInt32BE(this.#at - 4);
  }

  /** INT64 as a number, exact up to 2^53. */
  int64(): number {
    const high = this.int32();
    this.#at += 4;
    return high * 0x1_0000_0000 + this.#buffer.readUInt32BE(this.#at - 4);
  }

  /** UNSIGNED_VARINT. */
  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#buffer.readUInt8(this.#at);
      this.#at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** Elements of a COMPACT_ARRAY; 0 where it is null. */
  length(): number {
    return Math.max(0, this.varint() - 1);
  }

  /** COMPACT_STRING; empty where it is null. */
  string(): string {
    const from = this.#skip(this.length());
    return this.#buffer.toString('utf8', from, this.#at);
  }

  skipString(): void {
    this.#skip(this.length());
  }

  skipTags(): void {
    for (let left = this.varint(); left > 0; left -= 1) {
      this.varint();
      this.#skip(this.varint());
    }
  }

  #skip(bytes: number): number {
    const from = this.#at;
    this.#at += bytes;
    return from;
  }
}
