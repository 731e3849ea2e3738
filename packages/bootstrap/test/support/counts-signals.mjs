// @ts-check
// Says its pid and arguments, counts signals, and ends with code 7 a moment after the first.
let signals = 0;
/** Long enough for a second signal, if one was sent, to be counted. */
const momentMs = 300;

const count = () => {
  signals += 1;
  process.stdout.write(`got ${signals}\n`);
  if (signals > 1) return;
  setTimeout(() => {
    process.stdout.write(`signals ${signals}\n`);
    process.exit(7);
  }, momentMs);
};
process.on('SIGINT', count);
process.on('SIGTERM', count);
setInterval(() => undefined, 1000);
process.stdout.write(`pid ${process.pid} ${JSON.stringify(process.argv.slice(2))}\n`);
