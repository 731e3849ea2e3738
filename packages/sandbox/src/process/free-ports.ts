import { createServer } from 'node:net';

/** Below every system's ephemeral range, so that no outgoing connection takes the port while its owner restarts. */
const range = { from: 15_000, to: 32_000 };
/** Each process looks in its own part of the range first: between choosing a port and listening there pass seconds. */
const part = { size: 170, count: 100 };
const own = range.from + (process.pid % part.count) * part.size;
const given = new Set<number>();

/** `count` loopback ports that nobody listens on and that this process has not handed out before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tries = 0; ports.length < count; tries += 1) {
    if (tries > 1000) throw new Error(`no free loopback port between ${range.from} and ${range.to}`);
    const port = tries < part.size ? own + below(part.size) : range.from + below(range.to - range.from);
    if (given.has(port) || !(await canListen(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

const below = (limit: number): number => Math.floor(Math.random() * limit);

/** Whether nobody listens on this loopback port. */
export const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
