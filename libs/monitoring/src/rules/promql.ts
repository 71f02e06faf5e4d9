/** Several expressions as one, each with a label that says which one held. Their labels are never the same, so none hides another. */
export function reasons(label: string, expressions: Readonly<Record<string, string>>): string {
  return Object.entries(expressions)
    .map(([value, expression]) => `label_replace(${expression}, "${label}", "${value}", "", "")`)
    .join('\nor ');
}

/** A template that says for each reason something else. */
export function byReason(label: string, texts: Readonly<Record<string, string>>): string {
  const cases = Object.entries(texts).map(
    ([value, text], index) => `{{ ${index === 0 ? 'if' : 'else if'} eq $labels.${label} "${value}" }}${text}`,
  );
  return `${cases.join('')}{{ end }}`;
}

/** One value for each pod, however many series it has. */
export function perPod(operator: 'max' | 'min', series: string): string {
  return `${operator} by (pod) (${series})`;
}

/** Nothing is there. By way of an aggregation, so that no matcher of the series becomes a label of the alert. */
export function gone(series: string): string {
  return `absent(max(${series}))`;
}
