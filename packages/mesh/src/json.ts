import { errorMessage } from '@sremesh/contracts';
import type { z } from 'zod';

/** JSON in strict UTF-8; never throws. */
export function parseJson(body: Uint8Array): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (error) {
    return { error: errorMessage(error) };
  }
}

/** The first thing wrong, with the field it is in. */
export function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'invalid';
  const field = issue.path.length === 0 ? 'the value' : issue.path.map(String).join('.');
  return `${field}: ${issue.message}`;
}
