interface Replicas {
  /** -1 where there is no leader. */
  leader: number;
  /** The first is the preferred leader. */
  replicas: readonly number[];
  isr: readonly number[];
}

export const isOffline = ({ leader }: Replicas): boolean => leader < 0;

export const isUnderReplicated = ({ replicas, isr }: Replicas): boolean => isr.length < replicas.length;

/** Led by another than its preferred leader, which is in sync and could lead. */
export function isSkewed({ leader, replicas, isr }: Replicas): boolean {
  const [preferred] = replicas;
  return preferred !== undefined && leader !== preferred && isr.includes(preferred);
}
