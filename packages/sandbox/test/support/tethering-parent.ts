/** A parent process: starts tethered children, one of which has a child of its own, and tells their groups. */
import { plainEnvironment, spawnTethered } from '../../src/process/tethered.ts';

const start = (script: string) =>
  spawnTethered('/bin/sh', ['-c', script], { env: plainEnvironment(), output: 'inherit' });

const children = [
  start('exec sleep 600'),
  start('sleep 600 & sleep 601'),
  start('trap "" TERM INT HUP; sleep 602'),
];
process.stdout.write(`${JSON.stringify(children.map(({ pid }) => pid))}\n`);
