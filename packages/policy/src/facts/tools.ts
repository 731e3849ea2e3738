import { factsOfElectLeaders } from './elect-leaders.ts';
import type { ToolFacts } from './facts.ts';
import { factsOfSetTopicConfig } from './set-topic-config.ts';

/** Write tools that policies can speak of; a new one is one file beside this, one line here, and its action in the schema. */
const byTool = new Map<string, ToolFacts>([
  ['set_topic_config', factsOfSetTopicConfig],
  ['elect_leaders', factsOfElectLeaders],
]);

export const toolFacts = (tool: string): ToolFacts | undefined => byTool.get(tool);

/** What a call of a write tool changes, as `kind:name`; none for a tool or arguments that are not known. */
export const resourcesOf = (tool: string, args: unknown): string[] =>
  byTool.get(tool)?.resourcesOf(args) ?? [];
