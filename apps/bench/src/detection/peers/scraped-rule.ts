/**
 * The usual alert: each member's `pg_is_in_recovery` is scraped so often, and a rule that counts primaries is evaluated as often, each with a phase of its own.
 * Computed from the times of a trial, with no delay of an exporter's cache, no `for:` and no Alertmanager: at its best.
 */
export interface ScrapedRule {
  readonly intervalMs: number;
  readonly random: () => number;
}

/** From when the second primary took writes to the first evaluation that counts two. */
export function scrapedDetectionMs({ intervalMs, random }: ScrapedRule): number {
  const scraped = random() * intervalMs;
  return nextTick(scraped, { intervalMs, phaseMs: random() * intervalMs });
}

/** Whether an evaluation counts two in a switchover: the new primary is scraped already, the old one not yet since it stopped. */
export function scrapedFalseAlarm(
  { stoppedAt, promotedAt }: { readonly stoppedAt: number; readonly promotedAt: number },
  { intervalMs, random }: ScrapedRule,
): boolean {
  const newScraped = nextTick(promotedAt - stoppedAt, { intervalMs, phaseMs: random() * intervalMs });
  const oldScraped = nextTick(0, { intervalMs, phaseMs: random() * intervalMs });
  return nextTick(newScraped, { intervalMs, phaseMs: random() * intervalMs }) < oldScraped;
}

function nextTick(from: number, { intervalMs, phaseMs }: { readonly intervalMs: number; readonly phaseMs: number }) {
  return phaseMs + intervalMs * Math.max(0, Math.ceil((from - phaseMs) / intervalMs));
}
