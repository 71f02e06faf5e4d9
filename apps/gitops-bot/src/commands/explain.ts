import { COMMANDS, helpText, RULES } from '@postgres-ha/change-request';
import { HAZARDS } from '@postgres-ha/change-impact';
import { IMPACT_RULE } from '@postgres-ha/cluster-change';
import { EXIT_CODES, quoted, refused, type Outcome } from '@postgres-ha/command-line';
import { appText } from './app-manifest.ts';
import { EXAMPLE_CONFIG } from './example-config.ts';

/** Pages beside those of commands and rules. */
const TOPICS: Readonly<Record<string, string>> = { app: appText(), config: EXAMPLE_CONFIG };

/** Says what a command or a rule is, how to make an App, what a configuration looks like. Without a name, lists all. */
export function explain(name: string | undefined): Outcome {
  if (name === undefined) return everything();
  if (Object.hasOwn(TOPICS, name)) {
    const text = TOPICS[name] ?? '';
    return { code: EXIT_CODES.ok, text: text.trimEnd(), json: { topic: name, text } };
  }
  const word = name.replace(/^\//, '');
  const command = COMMANDS.find(({ kind }) => kind === word);
  if (command !== undefined) {
    const text = helpText(command.kind);
    return { code: EXIT_CODES.ok, text: text.trimEnd(), json: { command: command.kind, text } };
  }
  const rule = rules().find(({ id }) => id === word);
  if (rule === undefined) {
    const expected = `a command, a rule, or one of ${Object.keys(TOPICS).join(', ')}`;
    const remedy = '`gitops-bot explain` lists all.';
    return refused([{ where: 'name', found: quoted(name), expected, remedy }], 'Nothing was explained.');
  }
  return { code: EXIT_CODES.ok, text: `${rule.id}\n\n${rule.summary}\n\n${rule.why}`, json: rule };
}

interface ExplainedRule {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
}

function rules(): readonly ExplainedRule[] {
  return [
    ...RULES.map(({ id, summary, why }) => ({ id, summary, why })),
    ...HAZARDS.map(({ id, summary, detail }) => ({ id: `${IMPACT_RULE}${id}`, summary, why: detail })),
  ];
}

function everything(): Outcome {
  const width = Math.max(...rules().map(({ id }) => id.length), ...COMMANDS.map(({ kind }) => kind.length + 1));
  const row = (id: string, summary: string): string => `  ${id.padEnd(width)}  ${summary}`;
  return {
    code: EXIT_CODES.ok,
    text: [
      'Commands:',
      ...COMMANDS.map(({ kind, summary }) => row(`/${kind}`, summary)),
      '',
      'Rules:',
      ...rules().map(({ id, summary }) => row(id, summary)),
      '',
      `Also: ${Object.keys(TOPICS).join(', ')}.`,
    ].join('\n'),
    json: { commands: COMMANDS.map(({ kind, summary, examples }) => ({ kind, summary, examples })), rules: rules() },
  };
}
