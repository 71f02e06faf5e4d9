import { parseGoInt } from './go-integer.ts';
import { parseQuantity, type Nano } from './quantity.ts';

/**
 * A size among PostgreSQL's parameters as CloudNativePG's webhook reads it. It is laxer than PostgreSQL in some ways (`+1`, `1EB`) and
 * stricter in others (`10ms`), and it counts a bare number in megabytes whatever PostgreSQL counts it in.
 *
 * @returns billionths of a byte; undefined when malformed: `128M`, `1GiB`, `1.5B`, `128mb`, a space at the end.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/internal/webhook/v1/cluster_webhook.go parsePostgresQuantityValue
 */
export function webhookSize(text: string): Nano | undefined {
  const written = parseGoInt(text) === undefined ? text : `${text}MB`;
  if (!written.endsWith('B')) return undefined;
  const amount = written.slice(0, -1).replaceAll(' ', '');
  return parseQuantity(parseGoInt(amount) === undefined ? `${amount}i`.replaceAll('ki', 'Ki') : amount);
}
