import { readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import type { SecretReference, SinkSettings } from './notify-settings.ts';

/** Where secrets are. */
export interface SecretSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. What it throws counts as a file that cannot be read. */
  readonly readFile: (path: string) => Promise<string>;
}

/** Secrets of one sink by their keys, such as `token` and `basic.password`. */
export type RevealedSecrets = ReadonlyMap<string, string>;

export async function readSecrets(
  settings: SinkSettings,
  { where, env, readFile }: SecretSource & { readonly where: string },
): Promise<Reading<RevealedSecrets>> {
  const secrets = new Map<string, string>();
  const problems: InputProblem[] = [];
  for (const [key, reference] of referencesOf(settings)) {
    const text = 'env' in reference ? env[reference.env] : await readFile(reference.file).catch(() => undefined);
    const value = text?.trim();
    const isKey = key === 'app.key';
    const from = 'env' in reference ? `the variable ${reference.env}` : `the file ${reference.file}`;
    if (value === undefined || value === '') {
      const remedy = 'env' in reference ? 'Set it for this process.' : 'Make it readable for the user of this process.';
      const found = value === '' ? `${from}, which is empty` : `no ${from.replace(/^the /, '')}`;
      problems.push({ where: `${where}.${key}`, found, expected: 'a secret', remedy });
    } else if (isKey ? !value.includes('PRIVATE KEY-----') : /[^\x21-\x7e]/.test(value)) {
      const expected = isKey ? 'a private key in PEM' : 'one word of printable ASCII';
      problems.push({
        where: `${where}.${key}`,
        found: `something else in ${from}`,
        expected,
        remedy: 'Store it again.',
      });
    } else {
      secrets.set(key, value);
    }
  }
  return problems.length > 0 ? refuse(...problems) : readAs(secrets);
}

function referencesOf(settings: SinkSettings): readonly (readonly [key: string, reference: SecretReference])[] {
  switch (settings.kind) {
    case 'slack':
      return [['token', settings.token]];
    case 'pagerduty':
      return [['routingKey', settings.routingKey]];
    case 'alertmanager':
      return named({ bearer: settings.bearer, 'basic.password': settings.basic?.password });
    case 'webhook':
      return named({
        url: typeof settings.url === 'string' ? undefined : settings.url,
        bearer: settings.bearer,
        signingSecret: settings.signingSecret,
      });
    case 'github':
      return named({ token: settings.token, 'app.key': settings.app?.key });
  }
}

function named(
  references: Readonly<Record<string, SecretReference | undefined>>,
): readonly (readonly [string, SecretReference])[] {
  return Object.entries(references).flatMap(([key, reference]) => (reference === undefined ? [] : [[key, reference]]));
}
