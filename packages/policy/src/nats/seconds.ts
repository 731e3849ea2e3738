/** Now, in whole seconds since 1970, as JWTs count. */
export const epochSeconds = (): number => Math.floor(Date.now() / 1000);
