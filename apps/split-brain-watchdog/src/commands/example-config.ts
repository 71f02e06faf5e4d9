/** A configuration that has everything; a test reads it. */
export const EXAMPLE_CONFIG = `# split-brain-watchdog serve --config watchdog.yaml
observer: office-1
interval: 1s
timeout: 2s
clusters:
  - name: production/orders
    smartShutdownTimeout: 180s
    members:
      # The address of each server itself, never of a service that moves with the primary.
      - name: orders-1
        connection: postgresql://postgres_ha_watchdog@10.0.0.1/postgres?sslmode=verify-full&sslrootcert=/etc/watchdog/ca.crt
        passwordFile: /run/secrets/orders-password
      - name: orders-2
        connection: postgresql://postgres_ha_watchdog@10.0.0.2/postgres?sslmode=verify-full&sslrootcert=/etc/watchdog/ca.crt
        passwordFile: /run/secrets/orders-password
  - name: production/billing
    members:
      - name: billing-1
        connectionEnvironment: BILLING_1_URL
      - name: billing-copy
        connectionEnvironment: BILLING_COPY_URL
        claim: related
runbooks: https://runbooks.example.com/postgres
notifyFile: notify.yaml
stateDirectory: /var/lib/split-brain-watchdog/state
recordings:
  directory: /var/lib/split-brain-watchdog/recordings
  size: 2GiB
  keepIncidents: 30d
listen: 0.0.0.0:8080
heartbeat:
  urlEnvironment: HEARTBEAT_URL
  interval: 30s
  freshMembers: 50
`;
