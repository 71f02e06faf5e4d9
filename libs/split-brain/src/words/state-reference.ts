import { FENCE_CONDITIONS } from '../actions/fence-conditions.ts';
import { NEVER_RULES } from '../actions/never-rules.ts';
import { DECISION_TABLE, type DecisionRow } from '../judgement/decision-table.ts';
import { STATE_NAMES, type StateName } from '../judgement/state-name.ts';
import { explainState } from './explain-state.ts';
import type { StateExplanation } from './state-explanation.ts';

const TELLS: Readonly<Record<StateExplanation['tells'], string>> = {
  page: 'opens an incident',
  'when-late': 'opens an incident when it takes too long',
  note: 'is shown and recorded, and opens nothing',
};

/** The page of all states, made from the words that incidents are made of. */
export function stateReference(): string {
  return `${[
    '# States of a cluster',
    'Made from `libs/split-brain`; a test compares them. `split-brain-watchdog explain <state>` prints one of them.',
    'What to do, step by step: [the runbook](../runbooks/split-brain.md). Worst first; a cluster has the state of the worst condition that holds.',
    'The rules of a state are the rows of the decision table with that state: when it holds, how bad it is after how long, what ends it. What is only info opens no incident.',
    ...STATE_NAMES.map(section),
    '# What may be done',
    'The watchdog gives advice. It names a member for a fence only in mode `fence`, only if all of this is known to be so, and only if no rule below forbids it:',
    list(FENCE_CONDITIONS.map(({ id, text }) => `**${id}**: ${text}`)),
    '# What is never done',
    'Each rule stands alone, whatever is set, seen or asked. What is not known forbids.',
    list(NEVER_RULES.map(({ id, because }) => `**${id}**: ${because}`)),
  ]
    .map(escaped)
    .join('\n\n')}\n`;
}

function section(name: StateName): string {
  const { meaning, proof, members, steps, watchdog, tells } = explainState(name);
  return [
    `## ${name}`,
    '',
    meaning,
    '',
    list([
      `**How it is known:** ${proof}`,
      ...DECISION_TABLE.filter(({ state }) => state === name).map(ruleOf),
      `**Whom it names:** ${members}`,
      `**What you do:** ${steps.join(' ')}`,
      `**What the watchdog does:** ${watchdog}`,
      `**Telling:** It ${TELLS[tells]}.${tells === 'note' ? '' : ` [Step by step](../runbooks/split-brain.md#${name}).`}`,
    ]),
  ].join('\n');
}

function ruleOf({ id, when, steps, rounds, until }: DecisionRow): string {
  const severities = steps.map(
    ({ severity, afterMs }) => `${severity} ${afterMs === 0 ? 'at once' : `after ${afterMs / 1_000} s`}`,
  );
  const confirmed =
    rounds === 0 ? '' : `, and not within ${rounds} ${rounds === 1 ? 'interval' : 'intervals'} of probing`;
  return `**Rule \`${id}\`:** ${when} Severity: ${severities.join(', ')}${confirmed}. Until: ${until}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('_', '\\_');
}
