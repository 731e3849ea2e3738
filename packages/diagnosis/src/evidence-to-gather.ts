import { ToolCall, type Detection } from '@sremesh/contracts';
import { candidatesFor } from './causes/index.ts';
import { distinctCalls } from './evidence/calls.ts';

/** The readings that tell the candidate causes of a detection apart, each once. */
export const evidenceToGather = (detection: Detection): ToolCall[] =>
  distinctCalls(candidatesFor(detection.symptom).flatMap((cause) => cause.gather(detection))).map((call) =>
    ToolCall.parse(call),
  );
