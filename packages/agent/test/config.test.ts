import { mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, readEnvironment } from '../src/config.ts';

const fileWith = (text: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'sremesh-config-')), 'value');
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};

describe('agent config - environment', () => {
  it('takes a secret from NAME_FILE, and the value itself before the file', () => {
    const path = fileWith('from-file\n');
    expect(readEnvironment({ KAFKA_READ_PASSWORD_FILE: path })).toMatchObject({
      KAFKA_READ_PASSWORD: 'from-file',
    });
    expect(readEnvironment({ KAFKA_READ_PASSWORD: 'direct', KAFKA_READ_PASSWORD_FILE: path })).toMatchObject({
      KAFKA_READ_PASSWORD: 'direct',
    });
  });

  it('leaves alone what is itself the name of a file', () => {
    const SREMESH_AUDIT_WITNESS_FILE = '/does/not/exist/yet';
    expect(readEnvironment({ SREMESH_AUDIT_WITNESS_FILE })).toEqual({ SREMESH_AUDIT_WITNESS_FILE });
  });

  it('names the variable of a secret file that cannot be read', () => {
    expect(() => readEnvironment({ SREMESH_TOKENS_FILE: '/does/not/exist' })).toThrow(
      /SREMESH_TOKENS_FILE: cannot read/,
    );
  });

  it('reads the JSON object of the inherited descriptor, once, to its end', () => {
    const descriptor = openSync(fileWith('{"SREMESH_ENROLMENT":"SU…","PORT":1}'), 'r');
    expect(readEnvironment({ SREMESH_SECRETS_FD: String(descriptor) })).toMatchObject({
      SREMESH_ENROLMENT: 'SU…',
      PORT: '1',
    });
  });

  it('says so when the descriptor carries something else', () => {
    const descriptor = openSync(fileWith('hello'), 'r');
    expect(() => readEnvironment({ SREMESH_SECRETS_FD: String(descriptor) })).toThrow(/SREMESH_SECRETS_FD/);
  });
});

describe('agent config - schema', () => {
  it('names every bad value and prints none', () => {
    const schema = z.object({ A_MS: z.coerce.number().max(10), B_URL: z.url(), C: z.string().default('c') });
    expect(() => parseConfig(schema, { A_MS: '99', B_URL: 'secret-thing' })).toThrow(/A_MS: .*B_URL: /);
    expect(() => parseConfig(schema, { A_MS: '99', B_URL: 'secret-thing' })).not.toThrow(/secret-thing/);
    expect(parseConfig(schema, { A_MS: '5', B_URL: 'http://x' })).toEqual({
      A_MS: 5,
      B_URL: 'http://x',
      C: 'c',
    });
  });
});
