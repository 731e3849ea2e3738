// @ts-check
// Hands over to the script `argv[2]` with the rest of the arguments, as main.mjs does.
import { handOver } from '../../src/handover.mjs';

process.exitCode = await handOver(process.execPath, process.argv.slice(2), { env: process.env });
