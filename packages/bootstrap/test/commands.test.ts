import { describe, expect, test } from 'vitest';
import { commands } from '../src/commands.mjs';

const only = (name: string, args: string[], env: Record<string, string> = {}) => {
  const tasks = commands[name]?.(args, env) ?? [];
  expect(tasks).toHaveLength(1);
  return tasks[0];
};

describe('commands', () => {
  test('commands - start is `sremesh up` with all its arguments', () => {
    const args = ['--scenario', 'topic.retention-edge', '--exit', '--approve'];
    const start = only('start', args);
    expect(start?.args[0]).toMatch(/packages\/cli\/src\/main\.ts$/);
    expect(start?.args.slice(1)).toEqual(['up', ...args]);
    expect(start).toEqual(only('sremesh', ['up', ...args]));
  });

  test('commands - what runs elsewhere is not set up here', () => {
    expect(only('start', [])?.servers).toEqual({ nats: true, kafka: true });
    expect(only('start', [], { KAFKA_BROKERS: 'kafka:9092' })?.servers).toEqual({ nats: true, kafka: false });
    expect(only('start', [], { NATS_URL: 'nats://nats:4222' })?.servers).toEqual({
      nats: false,
      kafka: true,
    });
    expect(only('start', ['--help'])?.servers).toEqual({ nats: false, kafka: false });
    expect(only('sremesh', ['incidents', 'up'])?.servers).toEqual({ nats: false, kafka: false });
  });

  test('commands - tests always run on servers of their own', () => {
    const run = only('test', ['packages/mesh', '-t', 'lease'], { KAFKA_BROKERS: 'kafka:9092' });
    expect(run?.servers).toEqual({ nats: true, kafka: true, services: true });
    expect(run?.args.slice(-3)).toEqual(['packages/mesh', '-t', 'lease']);
  });

  test('commands - the gate runs every check, the tests last', () => {
    const names = commands['verify']?.([], {}).map(({ name }) => name);
    expect(names).toEqual(['format:check', 'lint', 'types', 'unused', 'test']);
  });
});
