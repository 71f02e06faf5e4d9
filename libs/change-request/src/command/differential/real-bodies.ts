import examples from '@octokit/webhooks-examples' with { type: 'json' };

/** Texts that people wrote in issues, comments and pull requests, out of GitHub's own examples of deliveries. */
export const REAL_BODIES: readonly string[] = [...new Set(bodiesIn(examples))];

function bodiesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'body' && typeof inner === 'string' && inner !== '' ? [inner] : bodiesIn(inner),
  );
}
