// @ts-check
import { bootstrap } from './bootstrap.mjs';

process.exitCode = await bootstrap(process.argv.slice(2), process.env);
