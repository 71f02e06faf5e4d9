import { parser } from '@prometheus-io/lezer-promql';

/** What tests see in an expression; nothing of the product reads one. */
export interface ReadExpression {
  /** Metrics that are named, each as often as it is. */
  readonly metrics: readonly string[];
  /** `{…}` of each selector, in the order of the metrics; empty where there is none. */
  readonly matchers: readonly string[];
  /** Text of the expression from where the grammar of PromQL does not hold; undefined where it does. */
  readonly error?: string;
}

/** @see https://github.com/prometheus/prometheus/tree/main/web/ui/module/lezer-promql */
export function readExpression(expression: string): ReadExpression {
  const selectors: { readonly metric: string; readonly matchers: string }[] = [];
  let error: string | undefined;
  parser.parse(expression).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) error ??= expression.slice(from);
      if (type.name !== 'VectorSelector') return;
      const name = node.getChild('Identifier');
      selectors.push({
        metric: name === null ? '' : expression.slice(name.from, name.to),
        matchers: expression.slice(name?.to ?? from, to).trim(),
      });
    },
  });
  return {
    metrics: selectors.map(({ metric }) => metric),
    matchers: selectors.map(({ matchers }) => matchers),
    ...(error !== undefined && { error }),
  };
}
