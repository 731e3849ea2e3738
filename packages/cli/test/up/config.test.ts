import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CliError } from '../../src/cli-error.ts';
import { readConfig } from '../../src/up/config.ts';

const dir = mkdtempSync(join(tmpdir(), 'sremesh-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

function refusal(env: Record<string, string>): CliError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof CliError) return error;
  }
  throw new Error('not refused');
}

test('config - every bad value is named at once, with what it may be', () => {
  const error = refusal({
    SREMESH_PORT: '99999',
    SREMESH_TENANT: 'Not A Tenant',
    SREMESH_MODE: 'yolo',
    KAFKA_BROKERS: 'no-port',
    KAFKA_SSL: 'perhaps',
    LOG_LEVEL: 'loud',
  });
  expect(error.exitCode).toBe(2);
  for (const name of [
    'SREMESH_PORT',
    'SREMESH_TENANT',
    'SREMESH_MODE',
    'KAFKA_BROKERS',
    'KAFKA_SSL',
    'LOG_LEVEL',
  ])
    expect(error.message).toMatch(new RegExp(`^ {2}${name}: .+$`, 'm'));
  expect(error.message).toContain('observe, propose, heal');
  expect(error.remedy).toBeTruthy();
});

test('config - without anything set it is the sandbox, which heals', () => {
  expect(readConfig({})).toMatchObject({ sandboxed: true, SREMESH_MODE: 'heal', SREMESH_PORT: 8080 });
});

test("config - attached to the user's Kafka it only proposes", () => {
  expect(readConfig({ KAFKA_BROKERS: 'broker-1:9092, [::1]:9092' })).toMatchObject({
    sandboxed: false,
    SREMESH_MODE: 'propose',
    KAFKA_BROKERS: 'broker-1:9092,[::1]:9092',
  });
});

test("config - healing the user's Kafka needs a user for it", () => {
  expect(refusal({ KAFKA_BROKERS: 'b:9092', SREMESH_MODE: 'heal' }).message).toContain(
    'KAFKA_ADMIN_USERNAME',
  );
});

test('config - half a pair of credentials names the missing half, and shows no secret', () => {
  const { message } = refusal({ KAFKA_BROKERS: 'b:9092', KAFKA_READ_PASSWORD: 'hunter2' });
  expect(message).toContain('KAFKA_READ_USERNAME: missing');
  expect(message).not.toContain('hunter2');
});

test('config - a secret may come from a file', () => {
  const file = join(dir, 'password');
  writeFileSync(file, 'hunter2\n');
  const env = { KAFKA_BROKERS: 'b:9092', KAFKA_READ_USERNAME: 'u', KAFKA_READ_PASSWORD_FILE: file };
  expect(readConfig(env).KAFKA_READ_PASSWORD).toBe('hunter2');
  expect(refusal({ ...env, KAFKA_READ_PASSWORD_FILE: join(dir, 'none') }).message).toContain(
    'KAFKA_READ_PASSWORD_FILE: cannot read',
  );
});

test('config - an empty value is an unset one', () => {
  expect(readConfig({ KAFKA_BROKERS: '', SREMESH_MODE: '' }).sandboxed).toBe(true);
});
