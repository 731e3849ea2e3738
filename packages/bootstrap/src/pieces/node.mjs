// @ts-check
import { join } from 'node:path';
import { MissingPiece } from '../missing.mjs';
import { isAtLeast } from '../version.mjs';
import { isExecutable } from '../which.mjs';

/**
 * The Node that runs SRE Mesh: this one when it is new enough to run TypeScript as it is, else the one that came with
 * the npm packages.
 * @param {string} root
 */
export function findNode(root) {
  if (isAtLeast(process.versions.node, [24, 0, 0])) return process.execPath;
  const installed = join(root, 'node_modules', 'node', 'bin', 'node');
  if (isExecutable(installed)) return installed;
  throw new MissingPiece({
    name: 'Node 24',
    why: `SRE Mesh runs TypeScript without a build; this is Node ${process.versions.node}.`,
    remedies: [
      'Install Node 24 or newer (https://nodejs.org) and run this again.',
      'Remove node_modules and run this again: the npm package `node` brings one for most systems.',
      'With a version manager: nvm install 24, or fnm install 24.',
    ],
  });
}
