// @ts-check
import { resolve } from 'node:path';

/**
 * The absolute path that an environment variable names, or undefined when it is not set.
 * @param {string} name
 * @param {import('./which.mjs').Env} env
 * @param {(path: string) => boolean} isRight
 * @param {string} expected What the path should be, for the error
 */
export function fromVariable(name, env, isRight, expected) {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (!isRight(value))
    throw new Error(`${name} is ${value}, which is not ${expected}; correct it or unset it`);
  return resolve(value);
}
