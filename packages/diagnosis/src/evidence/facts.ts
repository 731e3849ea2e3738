import type { Detection, Evidence, ToolOutput } from '@sremesh/contracts';
import { callKey, type ReadCall, type ReadTool } from './calls.ts';
import { readers } from './readers/index.ts';

/** A piece of evidence with the whole output that it was made from. */
export interface Finding {
  evidence: Evidence;
  output: unknown;
}

/** What a read call answered. */
export interface Fact<N extends ReadTool> {
  evidenceId: string;
  output: ToolOutput<N>;
}

/** Everything known about an incident when its causes are weighed. */
export interface Facts {
  detection: Detection;
  /** Undefined where this call's answer could not be had, or is not what the tool says it is. */
  read<N extends ReadTool>(call: { tool: N; args: ReadCall<N>['args'] } | undefined): Fact<N> | undefined;
}

/** Of several answers to one call the newest counts. */
export function factsOf(detection: Detection, findings: readonly Finding[]): Facts {
  const newest = new Map<string, Finding>();
  for (const finding of findings) {
    const key = callKey(finding.evidence);
    const other = newest.get(key);
    if (other === undefined || isNewer(finding.evidence, other.evidence)) newest.set(key, finding);
  }
  return {
    detection,
    read(call) {
      const finding = call === undefined ? undefined : newest.get(callKey(call));
      if (call === undefined || finding === undefined) return undefined;
      const output = readers[call.tool].parse(finding.output);
      return output === undefined ? undefined : { evidenceId: finding.evidence.id, output };
    },
  };
}

const isNewer = (a: Evidence, b: Evidence): boolean =>
  a.window.to === b.window.to ? a.id > b.id : Date.parse(a.window.to) > Date.parse(b.window.to);
