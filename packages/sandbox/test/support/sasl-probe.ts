import { connect, type Socket } from 'node:net';

export type Login = { mechanism: string; username: string; password: string };

/** How a listener treats a request: answers it, refuses the login with this error, or hangs up. */
export type Verdict = 'answered' | 'hung up' | `login refused (${number})`;

const saslHandshake = 17;
const saslAuthenticate = 36;
const describeCluster = 60;

/**
 * Asks a Kafka listener to describe the cluster, in the bytes of its protocol, after a login or without any. Every
 * listener, also a controller's, answers that request to somebody it knows, be it by an error of the request.
 */
export async function probeListener(port: number, login?: Login): Promise<Verdict> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
  const replies = frames(socket);
  const ask = async (request: Buffer): Promise<Buffer | undefined> => {
    socket.write(request);
    const { value, done } = await replies.next();
    return done === true ? undefined : value;
  };
  try {
    if (login !== undefined) {
      const handshake = await ask(frame(header(saslHandshake, 1), int16String(login.mechanism)));
      if (handshake === undefined) return 'hung up';
      if (handshake.readInt16BE(4) !== 0) return `login refused (${handshake.readInt16BE(4)})`;
      const token = Buffer.from(`\0${login.username}\0${login.password}`);
      const result = await ask(frame(header(saslAuthenticate, 0), int32(token.length), token));
      if (result === undefined) return 'hung up';
      if (result.readInt16BE(4) !== 0) return `login refused (${result.readInt16BE(4)})`;
    }
    // A flexible request: its header and its body end with the (empty) tagged fields.
    const answer = await ask(frame(header(describeCluster, 0), Buffer.from([0, 0, 0])));
    return answer === undefined ? 'hung up' : 'answered';
  } finally {
    socket.destroy();
  }
}

async function* frames(socket: Socket): AsyncGenerator<Buffer, void> {
  let pending = Buffer.alloc(0);
  try {
    for await (const chunk of socket) {
      pending = Buffer.concat([pending, Buffer.from(chunk)]);
      while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
        const end = 4 + pending.readInt32BE(0);
        yield pending.subarray(4, end);
        pending = pending.subarray(end);
      }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
  }
}

const int16 = (n: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(n);
  return bytes;
};
const int32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(n);
  return bytes;
};
const int16String = (text: string) => Buffer.concat([int16(text.length), Buffer.from(text)]);
const header = (api: number, version: number) =>
  Buffer.concat([int16(api), int16(version), int32(1), int16String('probe')]);
const frame = (...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
};
