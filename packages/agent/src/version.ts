import manifest from '../package.json' with { type: 'json' };

/** The version of the mesh this process runs. */
export const version: string = manifest.version;
