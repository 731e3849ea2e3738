// @ts-check
// Takes the lock `argv[2]`, notes in the file `argv[3]` when it has it and when it lets go, `argv[4]` times; with
// `forever` it never lets go.
import { appendFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { withLock } from '../../src/lock.mjs';

const [, , lock = '', log = '', times = '1'] = process.argv;
for (let round = 0; round < (Number(times) || 1); round += 1) {
  await withLock(lock, async () => {
    appendFileSync(log, `in ${process.pid}\n`);
    if (times === 'forever') await new Promise(() => setInterval(() => undefined, 1000));
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
    appendFileSync(log, `out ${process.pid}\n`);
  });
}
