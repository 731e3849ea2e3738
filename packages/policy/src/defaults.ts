import { fileURLToPath } from 'node:url';

/** The policies that the mesh comes with. Only where the source runs: a bundle is told a directory. */
export const defaultPolicies = fileURLToPath(new URL('../policies/', import.meta.url));
