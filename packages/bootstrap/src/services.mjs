// @ts-check
import { connectFile } from './pieces/connect-file.mjs';
import { schemaRegistry } from './pieces/schema-registry.mjs';
import { createProgress } from './progress.mjs';
import { provide } from './provide.mjs';

/** @typedef {import('./which.mjs').Env} Env */

/**
 * The jar of Kafka Connect's file connectors, which goes behind Kafka's jars on the class path; fetched when it is not
 * there, which is said on stderr.
 * @param {Env} [env]
 * @throws {import('./missing.mjs').MissingPiece} when it cannot be had
 */
export const obtainConnectFile = (env = process.env) => provide(connectFile, contextOf(env));

/**
 * The jar that runs the schema registry; as `obtainConnectFile`.
 * @param {Env} [env]
 */
export const obtainSchemaRegistry = (env = process.env) => provide(schemaRegistry, contextOf(env));

/** @param {Env} env @returns {import('./provide.mjs').Context} */
const contextOf = (env) => ({
  env,
  signal: new AbortController().signal,
  progress: createProgress(process.stderr),
});
