#!/usr/bin/env node
import { processTerminal } from './terminal.ts';
import { run } from './program.ts';

// kafkajs, by which the sandbox works its Kafka, asks for timers in the past; they fire at once, as it means them to.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (name !== 'TimeoutNegativeWarning') process.stderr.write(`${name}: ${message}\n`);
});

/** Signals within this time are one: who started us may send on what the whole process group was sent. */
const sameSignalMs = 1000;
const stop = new AbortController();
let firstAt = 0;
const onSignal = () => {
  firstAt ||= performance.now();
  // The second one is for those who will not wait; what was started ends with this process.
  if (stop.signal.aborted && performance.now() - firstAt > sameSignalMs) process.exit(130);
  stop.abort(new Error('stopped'));
};
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  terminal: processTerminal(),
  signal: stop.signal,
});
// A socket that fetch keeps alive is no reason to stay.
process.exit();
