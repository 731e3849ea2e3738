/** Keeps whole answers of listing tools for a while, to be fetched in parts (the claim check). */
export interface ResultStore {
  /** Returns the claim: 32 hex digits; null where it could not be kept. */
  put(result: { tool: string; observedAt: string; items: readonly unknown[] }): Promise<string | null>;
  /** Undefined where the claim has run out or never was. */
  get(claim: string, part: number): Promise<ResultPart | undefined>;
}

export interface ResultPart {
  tool: string;
  observedAt: string;
  part: number;
  parts: number;
  items: unknown[];
}
