import { codeInCell, cut, linesThatFit, prose, tableHead, tableRow, type Chapter } from '@postgres-ha/markup';
import type { Judgement, RuleResult } from '../plan/change-plan.ts';

/** What each rule said, what asks for something first. */
export function ruleTable({ rules }: Pick<Judgement, 'rules'>): Chapter {
  const sorted = rules.toSorted((one, other) => ORDER.indexOf(one.outcome) - ORDER.indexOf(other.outcome));
  return ({ most, measure }) => {
    if (sorted.length === 0) return '';
    const head = `### Rules\n\n${tableHead(['Rule', 'Outcome', 'What was found', 'What to do'])}`;
    const left = most - measure(head);
    const whole = linesThatFit(lazily(sorted), { most: left, measure });
    if (whole.length === sorted.length) return [head, ...whole].join('\n');
    const fitting = linesThatFit(lazily(sorted), { most: left - NOTE_ROOM, measure });
    const note = `… and ${sorted.length - fitting.length} more of ${sorted.length} rules.`;
    return fitting.length === 0 ? `### Rules\n\n${note}` : `${[head, ...fitting].join('\n')}\n\n${note}`;
  };
}

const NOTE_ROOM = 80;

const ORDER: readonly RuleResult['outcome'][] = [
  'denied',
  'needs-override',
  'unknown',
  'warned',
  'overridden',
  'passed',
];

const OUTCOME: Readonly<Record<RuleResult['outcome'], string>> = {
  denied: '**denied**',
  'needs-override': '**asks for an override**',
  unknown: 'not known',
  warned: 'warned',
  overridden: 'overridden',
  passed: 'passed',
};

function* lazily(rules: readonly RuleResult[]): Generator<string> {
  for (const { id, outcome, summary, remedy, override } of rules) {
    const next = override === undefined ? remedy : `${override.by} wants it all the same: ${override.reason}`;
    yield tableRow([codeInCell(cut(id, 60)), OUTCOME[outcome], prose(cut(summary, 600)), prose(cut(next, 600))]);
  }
}
