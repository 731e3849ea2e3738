/** A group and its members, as its coordinator describes it. */
export interface GroupDescription {
  state: string;
  /** null for a classic group. */
  groupEpoch: number | null;
  /** Of a classic group the protocol chosen, else the assignor; null where none is chosen. */
  assignor: string | null;
  members: GroupMember[];
}

export interface GroupMember {
  memberId: string;
  clientId: string;
  host: string;
  /** Static membership; null where the member has none. */
  instanceId: string | null;
  /** Partitions assigned to it; null where its assignment cannot be read. */
  assigned: number | null;
}

/** A coordinator's answer about one group. */
export interface DescribedGroup {
  errorCode: number;
  errorMessage: string | null;
  group: GroupDescription;
}

export const countPartitions = (topics: readonly { partitions: readonly number[] }[]): number =>
  topics.reduce((sum, { partitions }) => sum + partitions.length, 0);

export const orNull = (text: string): string | null => (text === '' ? null : text);
