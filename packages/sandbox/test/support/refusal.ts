/** Why something was refused, in all the words that the error, its parts and its causes have; fails if it was not. */
export const refusalOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => words(error),
  );

function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts: unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const cause = error.cause === undefined ? [] : [error.cause];
  return [error.message, ...[...parts, ...cause].map(words)].join(' · ');
}
