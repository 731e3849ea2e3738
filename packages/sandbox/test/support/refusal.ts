import { inspect } from 'node:util';

/** Why something was refused, with all that the error holds, however deep; rejects if it was not. */
export const refusalOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => inspect(error, { depth: 6 }),
  );
