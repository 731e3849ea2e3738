/** The whole nats.conf of the sandbox's server. It may hold secrets (in `authorization`): write it 0600. */
export const natsConfig = (options: { port: number; storeDir: string; authorization: string }): string => `\
server_name: sandbox
listen: "127.0.0.1:${options.port}"
max_payload: 1MB
jetstream {
  store_dir: ${JSON.stringify(options.storeDir)}
  # What is acknowledged is on the disk; the default would lose two minutes of it in a power cut.
  sync_interval: always
}
${options.authorization}
`;
