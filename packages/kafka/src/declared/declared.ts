/** How the cluster is declared to be configured (the file that KAFKA_DECLARED_CONFIG names). */
export interface Declared {
  /** Overrides of each declared topic, all of them: another override on it is drift, too. */
  topics: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Dynamic configs of each declared broker, by id; those that are not named are not compared. */
  brokers: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Where the declaration comes from. */
export interface DeclaredSource {
  /** The declaration as it is now; the file is read again when it has changed. Throws MESH_CONFIG_INVALID naming the field. */
  read(): Promise<Declared>;
}
