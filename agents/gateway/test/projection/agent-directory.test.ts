import type { AgentStatus } from '@sremesh/contracts';
import { expect, test } from 'vitest';
import { AgentDirectory } from '../../src/projection/agent-directory.ts';

const agent = (state: AgentStatus['state'], instance = 'a'): AgentStatus => ({
  role: 'action',
  instance,
  pid: 1,
  host: 'h',
  version: '1',
  state,
  stateReason: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  lastSeenAt: '2026-01-01T00:00:00.000Z',
  rssBytes: 1,
  work: 0,
});

const statesAt = (directory: AgentDirectory, now: number) => directory.list(now).map(({ state }) => state);

test('agent directory - one not heard of is lost after three seconds and forgotten after a minute', () => {
  const directory = new AgentDirectory();
  directory.heard(agent('ready'), 0);
  expect(statesAt(directory, 3000)).toEqual(['ready']);
  expect(statesAt(directory, 3001)).toEqual(['lost']);
  expect(statesAt(directory, 60_000)).toEqual(['lost']);
  expect(statesAt(directory, 60_001)).toEqual([]);
});

test('agent directory - one that is back is not lost', () => {
  const directory = new AgentDirectory();
  directory.heard(agent('ready'), 0);
  directory.heard(agent('ready'), 30_000);
  expect(statesAt(directory, 30_001)).toEqual(['ready']);
});

test('agent directory - one that said it stops is gone, not lost', () => {
  const directory = new AgentDirectory();
  directory.heard(agent('stopping'), 0);
  expect(statesAt(directory, 100)).toEqual(['stopping']);
  expect(statesAt(directory, 3001)).toEqual([]);
});

test('agent directory - is bounded, and known agents are still heard', () => {
  const directory = new AgentDirectory();
  for (let n = 0; n < 1500; n += 1) directory.heard(agent('ready', `i${n}`), 0);
  expect(directory.list(0)).toHaveLength(1000);
  directory.heard(agent('degraded', 'i0'), 1);
  expect(statesAt(directory, 1)).toContain('degraded');
});
