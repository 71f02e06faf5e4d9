/** Names of variables, keys and fields that hold what nobody may see: of AWS, PostgreSQL, GitHub, Slack and whoever follows the custom. */
const SECRET_NAME =
  /SECRET|TOKEN|PASSW(?:OR)?D|PASSPHRASE|PGPASS|ACCESS[_-]?KEY|API[_-]?KEY|PRIVATE[_-]?KEY|ROUTING[_-]?KEY|CREDENTIAL|COOKIE|AUTHORIZATION|WEBHOOK[_-]?URL/i;

/** A place where a secret lies is none, nor is the name of a Secret. */
const PLACE_NAME =
  /_(?:FILE|PATH|DIR|NAME)$|APPLICATION_CREDENTIALS$|^secretName$|^(?:server|client|replication)(?:CA|TLS)Secret$|^tokenExpirationSeconds$/i;

/** Whether what stands under this name is to be seen by nobody. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PLACE_NAME.test(name);
}
