import { parser } from '@prometheus-io/lezer-promql';
import type { RenderedAlert } from './promtool-test.ts';

/** A rule that differs from the one that is rendered in one place. */
export interface Mutant<Rule> {
  /** What was changed, and where. */
  readonly name: string;
  readonly rule: Rule;
}

/** A stretch of an expression and what stands there instead. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '==': ['!='],
  '!=': ['=='],
  '>': ['>=', '<'],
  '<': ['<=', '>'],
  '>=': ['>', '<'],
  '<=': ['<', '>'],
};

/**
 * Each number and each stretch of time made larger and smaller, each comparison turned round and its bound shifted, each side of a set
 * operation and each aggregation's labels left out, each matcher left out and turned into its opposite.
 */
export function mutatedExpressions(expression: string): readonly Mutant<string>[] {
  const changes: Change[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, from, to, node }) => {
      const text = expression.slice(from, to);
      const instead = (...texts: readonly string[]) => changes.push(...texts.map((each) => ({ from, to, text: each })));
      switch (name) {
        case 'NumberDurationLiteral':
          instead(...otherNumbers(Number(text)));
          return;
        case 'NumberDurationLiteralInDurationContext':
          instead(...otherDurations(text));
          return;
        case 'AggregateModifier':
          instead('');
          return;
        case 'UnquotedLabelMatcher': {
          // With the comma behind it, or the one in front of it where it is the last
          const [start, end] = [
            expression[to] === ',' || expression[from - 1] !== ',' ? from : from - 1,
            expression[to] === ',' ? to + 1 : to,
          ];
          changes.push({ from: start, to: end, text: '' });
          instead(text.replace(/!=|!~|=~|=/, (operator) => OPPOSITE[operator] ?? operator));
          return;
        }
        case 'BinaryExpr': {
          const left = node.firstChild;
          const right = node.lastChild;
          const operator = left?.nextSibling;
          if (left === null || right === null || operator === null || operator === undefined) return;
          const sign = expression.slice(operator.from, operator.to);
          // A forecast is never exactly its bound.
          const forecast = expression.slice(left.from, left.to).startsWith('predict_linear(');
          for (const other of COMPARISONS[sign] ?? []) {
            if (!forecast || other !== `${sign}=`) changes.push({ ...placeOf(operator), text: other });
          }
          if (sign === 'and' || sign === 'unless' || sign === 'or') instead(expression.slice(left.from, left.to));
          if (sign === 'or') instead(expression.slice(right.from, right.to));
        }
      }
    },
  });
  const mutants = new Map<string, string>();
  for (const { from, to, text } of changes) {
    const rule = expression.slice(0, from) + text + expression.slice(to);
    mutants.set(rule, `at ${from}: ${oneLine(expression.slice(from, to))} → ${oneLine(text)}`);
  }
  return [...mutants].map(([rule, name]) => ({ name, rule }));
}

/** Those of its expression, and other times that it must hold, or goes on. */
export function mutatedAlerts(alert: RenderedAlert): readonly Mutant<RenderedAlert>[] {
  const seconds = Number.parseInt(alert.for, 10);
  const { keep_firing_for: kept } = alert;
  const held = seconds === 0 ? [60] : [Math.floor(seconds / 2), seconds * 2];
  return [
    ...mutatedExpressions(alert.expr).map(({ name, rule }) => ({ name, rule: { ...alert, expr: rule } })),
    ...held.map((each) => ({ name: `for: ${each}s`, rule: { ...alert, for: `${each}s` } })),
    ...(kept === undefined
      ? []
      : otherDurations(kept).map((each) => ({
          name: `keep_firing_for: ${each}`,
          rule: { ...alert, keep_firing_for: each },
        }))),
  ];
}

const OPPOSITE: Readonly<Record<string, string>> = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' };

function placeOf({ from, to }: { readonly from: number; readonly to: number }) {
  return { from, to };
}

function otherNumbers(value: number): readonly string[] {
  const others = Math.abs(value) <= 3 ? [value - 1, value + 1] : [Math.round(value * 0.75), Math.round(value * 1.25)];
  return others.map(String);
}

function otherDurations(text: string): readonly string[] {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? Number.NaN);
  return [`${seconds / 2}s`, `${seconds * 2}s`];
}

function oneLine(text: string): string {
  const words = text.replaceAll(/\s+/g, ' ');
  return words.length > 90 ? `${words.slice(0, 60)} … ${words.slice(-25)}` : words || 'nothing';
}
