import type { ClusterFacts, FactsReading } from './cluster-facts.ts';
import { contradiction } from './contradiction.ts';
import { factsSchema, type PublishedFacts } from './facts-schema.ts';

/** Facts take half a kilobyte; what is larger is something else, and is not parsed. */
export const MAX_FACTS_CHARACTERS = 16_384;

/** How far the clocks of who observed and who reads may differ. */
const CLOCK_TOLERANCE_S = 120;

/** Whose facts are wanted, and when. */
export interface FactsWanted {
  /** `environment/cluster`. */
  readonly cluster: string;
  readonly now: Date;
}

/**
 * Reads the facts of one cluster as they are published. Text that is not what it should be is unknown, never an error, and nothing of
 * it is repeated in `detail`.
 *
 * @param text undefined: there are none
 */
export function readFacts(text: string | undefined, { cluster, now }: FactsWanted): FactsReading {
  if (text === undefined) return unknown('never-published', `No facts of ${cluster} were published.`);
  const parsed = parse(text);
  if (typeof parsed === 'string') return unknown('unreadable', `The facts of ${cluster} cannot be read: ${parsed}.`);
  if (`${parsed.environment}/${parsed.cluster}` !== cluster)
    return unknown(
      'another-cluster',
      `What was published for ${cluster} says that it is of ${parsed.environment}/${parsed.cluster}.`,
    );
  const wrong = contradiction(parsed);
  if (wrong !== undefined) return unknown('unreadable', `The facts of ${cluster} contradict themselves: ${wrong}.`);
  const age = Math.floor((now.getTime() - parsed.observedAt.getTime()) / 1000);
  if (age < -CLOCK_TOLERANCE_S)
    return unknown(
      'from-the-future',
      `The facts of ${cluster} were observed at ${iso(parsed.observedAt)}, which is to come.`,
    );
  if (parsed.expiresAt <= now)
    return unknown(
      'expired',
      `The facts of ${cluster} are of ${iso(parsed.observedAt)} and counted until ${iso(parsed.expiresAt)}.`,
    );
  return { kind: 'known', facts: parsed, ageSeconds: Math.max(0, age) };
}

/** The facts, or what is wrong with the text. */
function parse(text: string): ClusterFacts | string {
  if (text.length > MAX_FACTS_CHARACTERS) return `more than ${MAX_FACTS_CHARACTERS} characters`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  const { data, error } = factsSchema.safeParse(value);
  if (data !== undefined) return factsOf(data);
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${where}expected ${issue?.message ?? BROKEN}`;
}

const BROKEN = 'facts of another shape';

function factsOf({ newestProof, ...published }: PublishedFacts): ClusterFacts {
  return {
    environment: published.environment,
    cluster: published.cluster,
    observedAt: new Date(published.observedAt),
    expiresAt: new Date(published.expiresAt),
    health: published.health,
    instances: published.instances,
    primary: published.primary ?? undefined,
    timeline: published.timeline ?? undefined,
    archiving: published.archiving,
    newestProof: newestProof === null ? undefined : { ...newestProof, provenAt: new Date(newestProof.provenAt) },
  };
}

function unknown(because: Extract<FactsReading, { kind: 'unknown' }>['because'], detail: string): FactsReading {
  return { kind: 'unknown', because, detail };
}

function iso(moment: Date): string {
  return moment.toISOString().replace('.000Z', 'Z');
}
