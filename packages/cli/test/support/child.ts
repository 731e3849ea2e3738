import { readFileSync, writeFileSync } from 'node:fs';

// Run by the tests as the process that is supervised: it says what it was given, then waits.
const { OUT = '' } = process.env;
const secrets = JSON.parse(readFileSync(Number(process.env['SREMESH_SECRETS_FD']), 'utf8'));
writeFileSync(`${OUT}.${process.pid}`, JSON.stringify({ secrets, env: process.env }));
console.log('started');
setInterval(() => undefined, 1000);
