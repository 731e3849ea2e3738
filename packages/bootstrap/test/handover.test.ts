import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isAlive, startProgram, until } from './support/program.ts';

const child = fileURLToPath(new URL('support/counts-signals.mjs', import.meta.url));

async function started(...args: string[]) {
  const program = startProgram('test/support/hand-over.mjs', [child, ...args]);
  await until(() => program.output().includes('pid '), 'the child runs');
  return { ...program, childPid: Number(/pid (\d+)/.exec(program.output())?.[1]) };
}

describe('handover', () => {
  test('handover - arguments arrive as they are, and the exit code comes back', async () => {
    const awkward = ['--scenario', 'a b', '', '$HOME', "it's"];
    const { child: parent, output, ended } = await started(...awkward);
    expect(output()).toContain(JSON.stringify(awkward));
    parent.kill('SIGTERM');
    expect(await ended).toBe(7);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'handover - %s to this process alone ends the child, once though it comes twice',
    async (signal) => {
      const { child: parent, output, ended, childPid } = await started();
      parent.kill(signal);
      await until(() => output().includes('got 1'), 'the signal arrives');
      parent.kill(signal);
      expect(await ended).toBe(7);
      expect(output()).toContain('signals 1\n');
      expect(isAlive(childPid)).toBe(false);
    },
  );

  test('handover - a child that a signal ended gives 128 and the number of the signal', async () => {
    const { ended, childPid } = await started();
    process.kill(childPid, 'SIGKILL');
    expect(await ended).toBe(128 + 9);
  });
});
