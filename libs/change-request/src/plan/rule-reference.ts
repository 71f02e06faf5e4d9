import { HAZARDS } from '@postgres-ha/change-impact';
import { IMPACT_RULE } from '@postgres-ha/cluster-change';
import { HAZARD_LEVELS, JUDGED_APART } from './rules/hazard-levels.ts';
import { outcomeOf } from './rules/hazard-results.ts';
import { POLICY } from './rules/policy.ts';
import { RULES } from './rules/rules.ts';

const OUTCOMES = {
  passed: 'Nothing is in the way.',
  warned: 'Somebody should know it before they merge. Nothing is asked for.',
  unknown: 'It cannot be told: facts are missing. That is neither good nor bad news, and is said.',
  'needs-override':
    'The check does not succeed until a second person who may write to the repository comments `/override <rule> reason="…"` on the pull request.',
  denied: 'It must not be merged. No override changes that: the change itself has to.',
  overridden: 'A second person wanted it all the same; who, when and why stands in the pull request.',
} as const;

/** The reference page of the bot's rules, in Markdown. */
export function ruleReference(): string {
  return [
    '# What the bot asks of a change: reference',
    `Made from \`libs/change-request\`; a test compares them. Version ${POLICY} of the rules, which is bound into the hash of every plan.`,
    'The same rules judge the bot’s own pull requests and those of people. What a rule says is told where it passed too. The verdict is `denied` where one rule denies, else `needs-override` where one asks for it, else `clean`.',
    '## Outcomes',
    table(
      ['Outcome', 'Meaning'],
      Object.entries(OUTCOMES).map(([outcome, meaning]) => [`\`${outcome}\``, meaning]),
    ),
    '## Rules',
    table(
      ['Rule', 'Asks', 'Says, but for passed', 'Why'],
      RULES.map(({ id, summary, outcomes, why }) => [
        `\`${id}\``,
        summary,
        outcomes.map((outcome) => `\`${outcome}\``).join(', '),
        why,
      ]),
    ),
    '## Hazards',
    `Each hazard that [change-impact](change-impact.md) knows is a rule \`${IMPACT_RULE}<id>\` where it is found; where none is, the rule \`impact\` has passed. Its errors are denied. A warning asks for an override where the change takes away what putting the old files back does not bring back, takes away safety that nobody sees is gone, or can leave a database that does not start.`,
    table(
      ['Rule', 'Says', 'Hazard'],
      HAZARDS.map((hazard) => [
        JUDGED_APART.has(hazard.id) ? `\`${hazard.id}\`` : `\`${IMPACT_RULE}${hazard.id}\``,
        JUDGED_APART.has(hazard.id) ? `part of \`${ruleOf(hazard.id)}\`` : `\`${outcomeOf(hazard)}\``,
        hazard.summary,
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function ruleOf(hazard: string): string {
  return hazard === 'several-instances-removed' ? 'scale-in-quorum' : 'one-disruption-per-change';
}

/** Hazards that the table of levels names and change-impact does not know: none, or it is out of date. */
export function strayLevels(): readonly string[] {
  const known = new Set(HAZARDS.filter(({ level }) => level === 'warning').map(({ id }) => id));
  return [...Object.keys(HAZARD_LEVELS), ...JUDGED_APART].filter((id) => !known.has(id));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
