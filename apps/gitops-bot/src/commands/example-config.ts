/** A configuration that has everything; a test reads it. */
export const EXAMPLE_CONFIG = `# gitops-bot serve --config bot.yaml
github:
  appId: 123456
  installationId: 7890123
  privateKeyFile: /run/secrets/gitops-bot/private-key.pem
  # apiUrl: https://github.example.org/api/v3
webhooks:
  # While the secret is changed: the new one and the old one.
  secrets:
    - file: /run/secrets/gitops-bot/webhook-secret
    - environment: OLD_WEBHOOK_SECRET
  listen: 0.0.0.0:8081
  path: /webhooks/github
  maxBody: 5MiB
repositories:
  - acme/databases
stateDirectory: /var/lib/gitops-bot
facts:
  branch: postgres-ha-facts
schedule:
  cron: "0 */5 * * * *"
  timeZone: UTC
dashboard: State of the databases
listen: 0.0.0.0:8080
`;
