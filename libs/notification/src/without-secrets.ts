import type { Incident } from '@postgres-ha/incident';

const SHOWN = '***';

/**
 * What looks like a secret, whoever wrote it there: the part before `@` of an address, a password of a connection string, tokens of Slack
 * and GitHub, an authorization header, a private key.
 */
const PATTERNS: readonly (readonly [pattern: RegExp, shown: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, SHOWN],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)\S*@/gi, `$1${SHOWN}@`],
  [/\b((?:ssl)?passw(?:or)?d|pwd)(\s*=\s*)(?:'(?:[^'\\]|\\.)*'|"[^"]*"|[^\s&]+)/gi, `$1$2${SHOWN}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/_.~=-]{8,}/g, `$1 ${SHOWN}`],
  [/\b(?:xox[a-z]|xapp)-[A-Za-z0-9-]+/g, SHOWN],
  [/\b(?:gh[a-z]_|github_pat_)[A-Za-z0-9_]+/g, SHOWN],
];

/** A text as it may leave the process. @param secrets values that are known; those of fewer than 4 characters would take ordinary words away */
export function textWithoutSecrets(text: string, secrets: readonly string[] = []): string {
  const named = secrets
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, SHOWN), text);
  return PATTERNS.reduce((rest, [pattern, shown]) => rest.replace(pattern, shown), named);
}

/**
 * The same incident with every text of it safe to show. Whoever judges is not to put secrets there; this is for the day when an error
 * message of something else carries one along. Its id and key stay.
 */
export function incidentWithoutSecrets(incident: Incident, secrets: readonly string[] = []): Incident {
  const safe = (text: string): string => textWithoutSecrets(text, secrets);
  const { concern, timeline } = incident;
  return {
    ...incident,
    concern: {
      ...concern,
      kind: safe(concern.kind),
      cluster: safe(concern.cluster),
      title: safe(concern.title),
      summary: safe(concern.summary),
      evidence: concern.evidence.map(({ label, text }) => ({ label: safe(label), text: safe(text) })),
      lists: concern.lists.map((list) => ({ ...list, title: safe(list.title), lines: list.lines.map(safe) })),
      nextSteps: concern.nextSteps.map(safe),
      runbook: concern.runbook === null ? null : safe(concern.runbook),
    },
    timeline: timeline.map((entry) => ({ ...entry, text: safe(entry.text) })),
  };
}
