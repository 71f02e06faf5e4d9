import { FACTS_BRANCH, factsPath } from './facts-place.ts';
import { publishedFactsSchema } from './facts-schema.ts';
import { MAX_FACTS_CHARACTERS } from './read-facts.ts';
import { writeFacts } from './write-facts.ts';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

const EXAMPLE = writeFacts({
  environment: 'production',
  cluster: 'orders',
  observedAt: new Date('2026-11-26T04:00:00Z'),
  expiresAt: new Date('2026-11-26T04:15:00Z'),
  health: 'healthy',
  instances: { wanted: 3, ready: 3 },
  primary: 'orders-2',
  timeline: 4,
  archiving: 'working',
  newestProof: { backupId: '20261125T192655', provenAt: new Date('2026-11-26T02:31:07Z'), level: 'L4' },
});

/** The page on the format, as Markdown. */
export function factsReference(): string {
  const rows = rowsOf(publishedFactsSchema(), '').map((cells) => `| ${cells.join(' | ')} |`);
  return `<!-- Made by \`npm run reference\`. -->

# Facts about clusters

What a bot that only reads Git cannot know: whether a database is well. Whoever observes clusters publishes one JSON file for each, on the branch
\`${FACTS_BRANCH}\`, at \`<environment>/<cluster>.json\`; for \`production/orders\` that is \`${factsPath('production/orders')}\`. The branch shares no history with
what people write, and nothing is delivered from it.

\`\`\`json
${EXAMPLE}\`\`\`

| Key | Value | Says |
| --- | --- | --- |
${rows.join('\n')}

Every key must be there. What is not known is \`null\` or \`unknown\`: a key that was forgotten would look like a thing that nobody looked at. Further keys are ignored.
The [JSON Schema](../../libs/cluster-facts/schema/facts.schema.json) says the same to programs.

## When facts are unknown

No facts are never good news. A pull request says so, and what is risky then asks for an override.

| Because | When |
| --- | --- |
| \`never-published\` | there is no file for the cluster |
| \`expired\` | \`expiresAt\` has come: nobody has looked since |
| \`unreadable\` | it is no JSON of this format, larger than ${MAX_FACTS_CHARACTERS} characters, or contradicts itself: \`healthy\` without a primary or with fewer instances ready than wanted, a proof of later than it was observed, or an \`expiresAt\` that is not within a day after \`observedAt\` |
| \`from-the-future\` | \`observedAt\` is more than two minutes to come: one of the two clocks is wrong |
| \`another-cluster\` | it names another cluster than the one whose file it is |

Who may push to the branch may say that a database is well. Let only the observer's account push to it (a ruleset on \`${FACTS_BRANCH}\`).
`;
}

function rowsOf(schema: Schema, prefix: string): readonly (readonly string[])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const shape = property.anyOf?.find(({ type }) => type !== 'null') ?? property;
    const nullable = property.anyOf !== undefined;
    const row = [`\`${prefix}${key}\``, valueOf(shape, nullable), property.description ?? shape.description ?? ''];
    return [row, ...rowsOf(shape, `${prefix}${key}.`)];
  });
}

function valueOf(shape: Schema, nullable: boolean): string {
  return `${plainValueOf(shape)}${nullable ? ' or `null`' : ''}`;
}

function plainValueOf({ const: constant, enum: words, type, format, minimum, maximum }: Schema): string {
  if (constant !== undefined) return `\`${JSON.stringify(constant)}\``;
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ');
  if (type === 'object') return 'a block';
  if (type === 'integer') return `${minimum ?? ''} to ${maximum ?? ''}`;
  return format === 'date-time' ? 'RFC 3339' : 'text';
}
