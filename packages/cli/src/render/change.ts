import { LeadersPreState, TopicConfigPreState } from '@sremesh/contracts';
import { z } from 'zod';
import { plain } from './plain.ts';

const maxLines = 6;

const SetTopicConfig = z.object({ topic: z.string(), configs: z.record(z.string(), z.string().nullable()) });

/** What a step would change, a line for each value: before → after. */
export function proposedChange(step: { tool: string; args: unknown; expectedPreState: unknown }): string[] {
  if (step.tool === 'set_topic_config') {
    const args = SetTopicConfig.safeParse(step.args);
    const before = TopicConfigPreState.safeParse(step.expectedPreState);
    if (args.success && before.success) return overrides(before.data, args.data.configs);
  }
  if (step.tool === 'elect_leaders') {
    const before = LeadersPreState.safeParse(step.expectedPreState);
    if (before.success)
      return capped(
        before.data.map(({ topic, partition, leader, preferredLeader }) =>
          plain(`${topic}-${partition}: leader ${leader} → ${preferredLeader}`),
        ),
      );
  }
  return [plain(JSON.stringify(step.args))];
}

/** What a step did change, from what was read before and after it. */
export function appliedChange(preState: unknown, postState: unknown): string[] {
  const configs = [
    TopicConfigPreState.safeParse(preState),
    TopicConfigPreState.safeParse(postState),
  ] as const;
  if (configs[0].success && configs[1].success) return overrides(configs[0].data, configs[1].data);
  const leaders = [LeadersPreState.safeParse(preState), LeadersPreState.safeParse(postState)] as const;
  if (leaders[0].success && leaders[1].success) {
    const after = new Map(
      leaders[1].data.map((entry) => [`${entry.topic}-${entry.partition}`, entry.leader]),
    );
    const moved = leaders[0].data.map(({ topic, partition, leader }) => {
      const name = `${topic}-${partition}`;
      return plain(`${name}: leader ${leader} → ${after.get(name) ?? '?'}`);
    });
    return capped(moved);
  }
  return [plain(`${JSON.stringify(preState)} → ${JSON.stringify(postState)}`)];
}

const valueOf = (value: string | null | undefined): string => value ?? '(inherited)';

const overrides = (before: Record<string, string | null>, after: Record<string, string | null>): string[] =>
  capped(
    Object.entries(after).map(([name, value]) =>
      plain(`${name}: ${valueOf(before[name])} → ${valueOf(value)}`),
    ),
  );

const capped = (lines: string[]): string[] =>
  lines.length <= maxLines
    ? lines
    : [...lines.slice(0, maxLines - 1), `… and ${lines.length - maxLines + 1} more`];
