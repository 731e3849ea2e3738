import { describe, expect, test } from 'vitest';
import { isAtLeast } from '../src/version.mjs';

describe('version', () => {
  test.each([
    ['nats-server: v2.15.2', [2, 15, 0], true],
    ['nats-server: v2.9.10', [2, 15, 0], false],
    ['nats-server: v3.0.0', [2, 15, 0], true],
    ['go1.26.8', [1, 26, 0], true],
    ['go1.9', [1, 21, 0], false],
    ['17.0.15+6-Debian', [17, 0, 0], true],
    ['1.8.0_392', [17, 0, 0], false],
    ['25', [17, 0, 0], true],
    ['24.0.0', [24, 0, 0], true],
    ['no number', [0, 0, 0], false],
    [undefined, [0, 0, 0], false],
  ] as const)('version - %s is at least %j: %s', (text, minimum, expected) => {
    expect(isAtLeast(text, [...minimum])).toBe(expected);
  });
});
