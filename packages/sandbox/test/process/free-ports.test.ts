import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { canListen, freePorts } from '../../src/process/free-ports.ts';

test('free ports - all different, and nobody listens on them', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  expect(await Promise.all(ports.map(canListen))).not.toContain(false);
});

test('free ports - a port in use is seen', async () => {
  const [port = 0] = await freePorts(1);
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  expect(await canListen(port)).toBe(false);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  expect(await canListen(port)).toBe(true);
});
