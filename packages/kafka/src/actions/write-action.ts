import type {
  LeadersPreState,
  ToolCall,
  ToolInput,
  ToolOutput,
  TopicConfigPreState,
} from '@sremesh/contracts';

/** What a write tool's target looked like before, by tool. */
export interface PreStates {
  set_topic_config: TopicConfigPreState;
  elect_leaders: LeadersPreState;
}

export type WriteToolName = keyof PreStates;

/**
 * One change, as a desired state: `apply` twice is `apply` once. Nothing here decides whether it may be done. Every
 * method reads Kafka anew, and throws MESH_TOOL_FAILED (naming the argument), MESH_KAFKA_REFUSED or
 * MESH_KAFKA_UNREACHABLE.
 */
export interface WriteAction<N extends WriteToolName = WriteToolName> {
  tool: N;
  readPreState(input: ToolInput<N>): Promise<PreStates[N]>;
  /** Whether the desired state is there already. */
  isReached(input: ToolInput<N>): Promise<boolean>;
  /** Makes it so, and returns when Kafka shows it. */
  apply(input: ToolInput<N>): Promise<void>;
  /** The tool's output, from Kafka. */
  readBack(input: ToolInput<N>): Promise<ToolOutput<N>>;
  /** The call that brings `preState` back; null where there is none. */
  inverse(input: ToolInput<N>, preState: PreStates[N]): ToolCall | null;
}

/** Every write action, by tool. */
export type WriteActions = { [N in WriteToolName]: WriteAction<N> };
