// @ts-check

/**
 * @typedef {object} MissingWhat
 * @property {string} name What is missing, with its version
 * @property {string} why What it is needed for
 * @property {readonly string[]} remedies Ways to get it, each a sentence a person can follow
 * @property {readonly string[]} [tried] What was tried on the way here, and how it failed
 */

/** Something this computer lacks. Its message is for the person at the terminal; a stack trace would add nothing. */
export class MissingPiece extends Error {
  /** @param {MissingWhat} what */
  constructor(what) {
    super(describe(what));
    this.name = 'MissingPiece';
  }
}

/** @param {MissingWhat} what */
function describe({ name, why, remedies, tried = [] }) {
  return [
    `Missing: ${name}. ${why}`,
    ...(tried.length === 0 ? [] : ['Tried:', ...tried.map((line) => `  - ${line}`)]),
    'Any one of these gives it:',
    ...remedies.map((line, index) => `  ${index + 1}. ${line}`),
  ].join('\n');
}
