import { LeadersPreState, tools, TopicConfigPreState } from '@sremesh/contracts';
import { plain } from './plain.ts';

const maxLines = 6;

/** What a step would change, a line for each value: before → after. */
export function proposedChange(step: { tool: string; args: unknown; expectedPreState: unknown }): string[] {
  if (step.tool === 'set_topic_config') {
    const args = tools.set_topic_config.input.safeParse(step.args);
    const before = TopicConfigPreState.safeParse(step.expectedPreState);
    if (args.success && before.success) return overrides(before.data, args.data.configs);
  }
  if (step.tool === 'elect_leaders') {
    const before = LeadersPreState.safeParse(step.expectedPreState);
    if (before.success)
      return capped(
        before.data.map((each) => plain(`${nameOf(each)}: leader ${each.leader} → ${each.preferredLeader}`)),
      );
  }
  return [plain(JSON.stringify(step.args))];
}

/** What a step did change, from what was read before it and what its tool answered. */
export function appliedChange(preState: unknown, postState: unknown): string[] {
  const overridden = TopicConfigPreState.safeParse(preState);
  const configs = tools.set_topic_config.output.safeParse(postState);
  if (overridden.success && configs.success) return overrides(overridden.data, configs.data.configs);
  const led = LeadersPreState.safeParse(preState);
  const elected = tools.elect_leaders.output.safeParse(postState);
  if (led.success && elected.success) {
    const after = new Map(elected.data.partitions.map((each) => [nameOf(each), each.leader]));
    return capped(
      led.data.map((each) =>
        plain(`${nameOf(each)}: leader ${each.leader} → ${after.get(nameOf(each)) ?? '?'}`),
      ),
    );
  }
  return [plain(`${JSON.stringify(preState)} → ${JSON.stringify(postState)}`)];
}

const nameOf = ({ topic, partition }: { topic: string; partition: number }): string =>
  `${topic}-${partition}`;

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
