import { errorMessage, freezeKey, neverFrozen, type GrantBody } from '@sremesh/contracts';
import type { ActionDeps } from './deps.ts';

/**
 * Why the kill switch stops an effect under this grant now; null where it does not. Read just before each effect. What
 * cannot be read counts as frozen.
 */
export async function whyFrozen(
  { freeze }: Pick<ActionDeps, 'freeze'>,
  { epoch }: GrantBody,
): Promise<string | null> {
  try {
    const now = (await freeze.get(freezeKey))?.value ?? neverFrozen;
    if (now.frozen) return `the mesh is frozen by ${now.by} since ${now.at}: ${now.reason}`;
    return now.epoch === epoch ? null : 'the grant is void: the mesh was frozen since it was issued';
  } catch (error) {
    return `whether the mesh is frozen cannot be read: ${errorMessage(error)}`;
  }
}
