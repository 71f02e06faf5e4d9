import type { Breach, StateRule } from '../rule.ts';
import { hbaFault, type HbaFault } from '../values/hba-reference.ts';
import { isLabelKey, isLabelValue } from '../values/label.ts';
import type { ClusterResource, LabelSelector } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const SELECTOR = {
  ...CLUSTER_ERROR,
  source: 'Kubernetes 1.36, k8s.io/apimachinery/pkg/apis/meta/v1/validation: ValidateLabelSelector',
} as const;
const HBA = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validatePodSelectorRefs` } as const;
const ANY_POD = [{ name: 'a', selector: {} }] as const;

/** Rules about selectors of pods, and the lines of pg_hba that refer to them. */
export const selectorRules: readonly StateRule<ClusterResource>[] = [
  {
    ...SELECTOR,
    id: 'pod-selector-labels',
    summary: 'A selector matches labels whose keys and values Kubernetes allows.',
    remedy:
      'Correct the label: letters, digits, hyphens, dots and underscores, 63 at most; a key may have a DNS name and / before it.',
    breaches: eachSelector(({ matchLabels = {} }) =>
      Object.entries(matchLabels).flatMap(([key, value]) =>
        isLabelKey(key) && isLabelValue(value)
          ? []
          : [{ path: ['matchLabels', key], found: `${key}: ${JSON.stringify(value)}`, isReportedAbove: true }],
      ),
    ),
    vectors: {
      fails: { spec: selecting({ matchLabels: { 'a b': 'c' } }) },
      passes: { spec: selecting({ matchLabels: { 'a.b': 'c' } }) },
    },
  },
  {
    ...SELECTOR,
    id: 'pod-selector-values-missing',
    type: 'FieldValueRequired',
    summary: 'In and NotIn compare with values.',
    remedy: 'List values, or use Exists or DoesNotExist.',
    breaches: eachExpression(({ operator, values = [] }) =>
      isOneOf(operator, 'In', 'NotIn') && values.length === 0
        ? [{ path: ['values'], found: `${operator} without values` }]
        : [],
    ),
    vectors: {
      fails: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'In' }] }) },
      passes: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] }) },
    },
  },
  {
    ...SELECTOR,
    id: 'pod-selector-values-forbidden',
    type: 'FieldValueForbidden',
    summary: 'Exists and DoesNotExist compare with nothing.',
    remedy: 'Remove values, or use In or NotIn.',
    breaches: eachExpression(({ operator, values = [] }) =>
      isOneOf(operator, 'Exists', 'DoesNotExist') && values.length > 0
        ? [{ path: ['values'], found: `${operator} with ${JSON.stringify(values)}` }]
        : [],
    ),
    vectors: {
      fails: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'Exists', values: ['v'] }] }) },
      passes: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'Exists', values: [] }] }) },
    },
  },
  {
    ...SELECTOR,
    id: 'pod-selector-operator',
    summary: 'A selector compares by In, NotIn, Exists or DoesNotExist.',
    remedy: 'Use one of the four.',
    breaches: eachExpression(({ operator }) =>
      isOneOf(operator, 'In', 'NotIn', 'Exists', 'DoesNotExist')
        ? []
        : [{ path: ['operator'], found: JSON.stringify(operator) }],
    ),
    vectors: {
      fails: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'exists' }] }) },
      passes: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'Exists' }] }) },
    },
  },
  {
    ...SELECTOR,
    id: 'pod-selector-key',
    summary: 'A selector compares a label whose key Kubernetes allows.',
    remedy: 'Correct the key: letters, digits, hyphens, dots and underscores, 63 at most, the ends a letter or digit.',
    breaches: eachExpression(({ key }) => (isLabelKey(key) ? [] : [{ path: ['key'], found: JSON.stringify(key) }])),
    vectors: {
      fails: { spec: selecting({ matchExpressions: [{ key: '-', operator: 'Exists' }] }) },
      passes: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'Exists' }] }) },
    },
  },
  {
    ...SELECTOR,
    id: 'pod-selector-value',
    summary: 'A selector compares with values that a label can have.',
    remedy:
      'Correct the value: letters, digits, hyphens, dots and underscores, 63 at most, the ends a letter or digit.',
    breaches: eachExpression(({ values = [] }) =>
      values.flatMap((value, index) =>
        isLabelValue(value) ? [] : [{ path: ['values', index], found: JSON.stringify(value) }],
      ),
    ),
    vectors: {
      fails: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'In', values: ['a b'] }] }) },
      passes: { spec: selecting({ matchExpressions: [{ key: 'k', operator: 'In', values: ['a.b'] }] }) },
    },
  },
  {
    ...HBA,
    id: 'hba-descriptor-type',
    summary: 'What is filled in to a line of pg_hba is a ${podselector:name}.',
    remedy: 'Write podselector before the colon. A brace that is left open earlier in the line spoils it too.',
    breaches: eachHbaLine((fault) => (fault.kind === 'descriptor' ? JSON.stringify(fault.descriptor) : undefined)),
    vectors: {
      fails: { spec: hba('host all all ${foo:a} md5') },
      passes: { spec: hba('host all all ${podselector:a} md5') },
    },
  },
  {
    ...HBA,
    id: 'hba-selector-unknown',
    summary: 'A line of pg_hba refers to a selector in podSelectorRefs.',
    remedy: 'Correct the name, or add the selector to spec.podSelectorRefs.',
    breaches: eachHbaLine((fault) => (fault.kind === 'unknown' ? JSON.stringify(fault.selector) : undefined)),
    vectors: {
      fails: { spec: hba('host all all ${podselector:z} md5') },
      passes: { spec: hba('host all all ${podselector:a} md5') },
    },
  },
  {
    ...HBA,
    id: 'hba-selector-many',
    summary: 'A line of pg_hba refers to one selector at most.',
    remedy: 'Write a line for each.',
    breaches: eachHbaLine((fault) => (fault.kind === 'many' ? `${fault.count} references` : undefined)),
    vectors: {
      fails: { spec: hba('${podselector:a} ${podselector:a}') },
      passes: { spec: hba('host all all ${podselector:a} md5') },
    },
  },
];

/** A fault in a selector: where in it, and whether Kubernetes names only the step above. */
interface SelectorFault {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly isReportedAbove?: boolean;
}

function eachSelector(
  faultsOf: (selector: LabelSelector) => readonly SelectorFault[],
): StateRule<ClusterResource>['breaches'] {
  return ({ spec }) =>
    (spec.podSelectorRefs ?? []).flatMap(({ selector }, index) =>
      faultsOf(selector).map(({ path, found, isReportedAbove }) => ({
        path: ['spec', 'podSelectorRefs', index, 'selector', ...path],
        found,
        ...(isReportedAbove === true ? { reported: `spec.podSelectorRefs[${index}].selector.matchLabels` } : {}),
      })),
    );
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

function eachExpression(
  faultsOf: (expression: Expression) => readonly SelectorFault[],
): StateRule<ClusterResource>['breaches'] {
  return eachSelector(({ matchExpressions = [] }) =>
    matchExpressions.flatMap((expression, index) =>
      faultsOf(expression).map(({ path, found }) => ({ path: ['matchExpressions', index, ...path], found })),
    ),
  );
}

function eachHbaLine(wordsFor: (fault: HbaFault) => string | undefined): StateRule<ClusterResource>['breaches'] {
  return ({ spec }) => {
    const names = new Set((spec.podSelectorRefs ?? []).map(({ name }) => name));
    return (spec.postgresql.pg_hba ?? []).flatMap((line, index): readonly Breach[] => {
      const fault = hbaFault(line, names);
      const found = fault && wordsFor(fault);
      return found === undefined ? [] : [{ path: ['spec', 'postgresql', 'pg_hba', index], found }];
    });
  };
}

function isOneOf(operator: string, ...operators: readonly string[]): boolean {
  return operators.includes(operator);
}

function selecting(selector: LabelSelector): Readonly<Record<string, unknown>> {
  return { podSelectorRefs: [{ name: 'a', selector }] };
}

function hba(line: string): Readonly<Record<string, unknown>> {
  return { postgresql: { pg_hba: [line] }, podSelectorRefs: ANY_POD };
}
