export { detect, detectors } from './detectors/index.ts';
export type { Detector } from './detectors/detector.ts';
export { evidenceFrom } from './evidence/evidence-from.ts';
export { evaluate } from './verify/evaluate.ts';
export type { Sample, Verdict } from './verify/evaluate.ts';
export { valueAt } from './verify/value-at.ts';
