import { setTimeout as delay } from 'node:timers/promises';
import { isConflict } from './create-or-get.ts';

const attempts = 8;

/**
 * Runs a read-and-write again when another writer was faster; the last conflict is thrown. `lasting` tells conflicts that
 * trying again cannot end.
 */
export async function inTurns<T>(
  once: () => Promise<T>,
  lasting: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      if (!isConflict(error) || lasting(error) || attempt === attempts) throw error;
      await delay(attempt * 10 * Math.random());
    }
  }
}
