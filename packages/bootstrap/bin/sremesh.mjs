#!/usr/bin/env node
// @ts-check
import { bootstrap } from '../src/bootstrap.mjs';

process.exitCode = await bootstrap(['sremesh', ...process.argv.slice(2)], process.env);
