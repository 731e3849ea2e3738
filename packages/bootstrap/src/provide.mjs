// @ts-check
import { join } from 'node:path';
import { cacheRoot } from './cache.mjs';
import { withLock } from './lock.mjs';
import { MissingPiece } from './missing.mjs';

/** @typedef {import('./which.mjs').Env} Env */
/** @typedef {import('./missing.mjs').MissingWhat} MissingWhat */
/**
 * @typedef {object} Context
 * @property {Env} env
 * @property {AbortSignal} signal Aborted when the user interrupts
 * @property {import('./progress.mjs').Progress} progress
 */
/**
 * One way to get a piece.
 * @typedef {object} Way
 * @property {string} name Shown while it runs
 * @property {(env: Env) => string | undefined} impossible Why it cannot be tried here; undefined when it can
 * @property {(context: Context, step: import('./progress.mjs').Step) => Promise<void>} get Leaves the piece where `find` looks
 */
/**
 * Something the product needs on this computer.
 * @template T
 * @typedef {object} Piece
 * @property {string} id Names its lock
 * @property {MissingWhat} what
 * @property {(env: Env) => T | undefined} find Looks, without changing anything; must be quick when it is there
 * @property {readonly Way[]} ways The least invasive first
 */

/**
 * Finds the piece, or gets it by the first way that works. Safe when several processes do it at once.
 * @template T
 * @param {Piece<T>} piece
 * @param {Context} context
 * @returns {Promise<T>}
 * @throws {MissingPiece}
 */
export async function provide(piece, context) {
  return piece.find(context.env) ?? (await get(piece, context));
}

/**
 * @template T
 * @param {Piece<T>} piece
 * @param {Context} context
 * @returns {Promise<T>}
 */
async function get(piece, context) {
  const { env, signal, progress } = context;
  const lock = join(cacheRoot(env), 'locks', piece.id);
  const step = progress.start(piece.what.name);
  /** @type {string[]} */
  const tried = [];
  const work = async () => {
    const found = piece.find(env);
    if (found !== undefined) {
      step.done('made by another process');
      return found;
    }
    for (const way of piece.ways) {
      signal.throwIfAborted();
      const impossible = way.impossible(env);
      if (impossible !== undefined) {
        tried.push(`${way.name}: ${impossible}`);
        continue;
      }
      step.update(way.name);
      try {
        await way.get(context, step);
        const made = piece.find(env);
        if (made === undefined) throw new Error('it ran, and the piece is still not there');
        step.done(way.name);
        return made;
      } catch (error) {
        signal.throwIfAborted();
        tried.push(`${way.name}: ${indented(error)}`);
      }
    }
    throw new MissingPiece({ ...piece.what, tried });
  };
  try {
    return await withLock(lock, work, {
      signal,
      onWait: ({ pid }) => step.update(`waiting for process ${pid}, which is getting it`),
    });
  } catch (error) {
    step.failed(signal.aborted ? 'interrupted' : 'not there');
    throw error;
  }
}

/** @param {unknown} error */
const indented = (error) =>
  (error instanceof Error ? error.message : String(error)).replaceAll('\n', '\n      ');
