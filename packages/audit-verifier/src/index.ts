export { verifyExport } from './verify.ts';
export type { Problem, Report } from './verify.ts';
