import { connect } from 'node:net';

/** One request to a NATS server, in its own text protocol; resolves with the reply's body, rejects on `-ERR` or silence. */
export function natsRequest(
  { port, user = '', pass = '' }: { port: number; user?: string; pass?: string },
  subject: string,
  body: unknown = '',
): Promise<Record<string, unknown>> {
  const payload = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = '';
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Error(reason));
    };
    socket.setTimeout(5000, () => fail('no reply'));
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail(`closed: ${received}`));
    socket.once('connect', () => {
      const login = { verbose: false, pedantic: false, user, pass, protocol: 1 };
      socket.write(`CONNECT ${JSON.stringify(login)}\r\nSUB reply 1\r\n`);
      socket.write(`PUB ${subject} reply ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
    });
    socket.on('data', (data) => {
      received += data.toString('utf8');
      const error = /-ERR (.*)\r\n/.exec(received)?.[1];
      if (error !== undefined) return fail(error);
      const message = /MSG reply 1 (\d+)\r\n/.exec(received);
      if (message === null) return;
      const text = received.slice(message.index + message[0].length);
      if (text.length < Number(message[1])) return;
      socket.removeAllListeners('close');
      socket.destroy();
      resolve(JSON.parse(text.slice(0, Number(message[1]))));
    });
  });
}
