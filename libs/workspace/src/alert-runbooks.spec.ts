import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readComment } from '@postgres-ha/change-request';
import { readEnvironment } from '@postgres-ha/environment';
import { example, exampleFiles } from '@postgres-ha/environment/examples';
import { clusterRules, environmentRules } from '@postgres-ha/monitoring';
import { ROOT, shellCommands } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';

const SECTIONS = ['What was seen', 'What it means', 'What to do', 'When it is benign', 'When it is over'];
const FOLDER = 'docs/runbooks';

const watched = {
  workers: { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' },
};
const reading = readEnvironment(exampleFiles(example({ environment: { monitoring: watched } })));
if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
const { environment } = reading;
const [cluster] = environment.clusters;
if (cluster === undefined) throw new Error('the example has no cluster');
const SEVERITIES = new Map(
  [...clusterRules(cluster, environment), ...environmentRules(environment)].flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === 'alert' ? [[rule.name, rule.severity] as const] : [])),
  ),
);
const ALERTS = [...SEVERITIES].map(([name, severity]) => ({ name, severity, path: `${FOLDER}/${name}.md` }));
const PAGES = [...ALERTS.map(({ path }) => path), `${FOLDER}/README.md`];

function text(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

test('every alert has a page, and every page with the name of an alert has the alert', () => {
  expect(ALERTS.length).toBeGreaterThan(25);
  const pages = globSync(`${FOLDER}/*.md`, { cwd: ROOT }).filter((path) => /\/[A-Z][a-z]/.test(path));
  expect(pages.toSorted()).toEqual(ALERTS.map(({ path }) => path).toSorted());
});

describe.each(ALERTS)('$name', ({ name, severity, path }) => {
  const page = text(path);

  test('says what it is, and answers the five questions in their order', () => {
    expect(page).toMatch(new RegExp(`^# ${name}\n\n\\*\\*${severity}\\*\\*, of `));
    const sections = page.split(/^## /m).slice(1);
    expect(sections.map((section) => section.split('\n')[0])).toEqual(SECTIONS);
    for (const section of sections) expect(section.split('\n').slice(1).join('').length).toBeGreaterThan(40);
  });

  test('is found from the list of all of them', () => {
    const [, ofSeverity = ''] = text(`${FOLDER}/README.md`).split(`**${severity}**`);
    expect(ofSeverity.split('\n\n')[1]).toContain(`- [${name}](${name}.md)`);
  });

  test('names thresholds that there are', () => {
    const named = [...page.matchAll(/`monitoring\.alerts\.(\w+)`/g)].map(([, key = '']) => key);
    expect(named.filter((key) => !Object.hasOwn(cluster.monitoring.alerts, key))).toEqual([]);
  });

  test('looks into pods that were found first, not into those that happen to have a name', () => {
    const known = new Set<string>();
    const lines = shellCommands(path);
    for (const line of lines) {
      const [, assigned] = /^(\w+)=/.exec(line) ?? [];
      if (assigned !== undefined) known.add(`"$${assigned}"`);
      if (!/^kubectl (?:exec|logs) /.test(line)) continue;
      expect(line).toMatch(/ -n [a-z]/);
      const found = [...line.matchAll(/"\$\w+"/g)].map(([variable]) => variable);
      expect(found.length === 0 ? / -l | deployment\//.test(line) : found.every((each) => known.has(each)), line).toBe(
        true,
      );
    }
  });

  test('shows comments that the bot understands', () => {
    const blocks = [...page.matchAll(/^( *)```text\n([\s\S]*?)^ *```$/gm)].map(([, , block = '']) => block);
    for (const line of blocks.flatMap((block) => block.trim().split('\n'))) {
      expect(readComment(line.trim())).toMatchObject({ kind: 'commands' });
    }
  });

  test('says where data could be lost, beside the command that could', () => {
    const dangerous = /kubectl cnpg destroy|pg_drop_replication_slot|kubectl delete|pg_wal_replay_resume/;
    const paragraphs = page.split(/\n(?=\d+\. )/);
    for (const paragraph of paragraphs.filter((each) => dangerous.test(each))) {
      expect(paragraph).toMatch(/\*\*[^*]*(?:deletes|gone)[^*]*\*\*|First know why/);
    }
  });
});

describe('our own commands', () => {
  const shown = PAGES.flatMap((path) =>
    [...shellCommands(path), ...[...text(path).matchAll(/`((?:npx|npm run) [^`\n]+)`/g)].map(([, line = '']) => line)]
      .filter((line) => /^np[xm] /.test(line))
      .map((line) => line.replace(/ > .*$/, '')),
  );
  const commands = [...new Set(shown)].toSorted();
  const programs = new Map(
    globSync('apps/*/package.json', { cwd: ROOT }).flatMap((path) => {
      const { bin = {} } = JSON.parse(text(path)) as { readonly bin?: Readonly<Record<string, string>> };
      return Object.entries(bin).map(([name, file]) => [name, join(ROOT, path, '..', file)] as const);
    }),
  );
  const helps = new Map<string, string>();

  /** What `--help` of a program's command prints. It is an error when there is no such command. */
  function helpOf(program: string, command: string): string {
    const key = `${program} ${command}`;
    const known = helps.get(key);
    if (known !== undefined) return known;
    const file = programs.get(program);
    if (file === undefined) throw new Error(`no program of ours is called ${program}`);
    const help = execFileSync(process.execPath, [file, command, '--help'], { encoding: 'utf8' });
    if (!help.startsWith(`Usage: ${program} ${command} `)) throw new Error(`${program} has no command ${command}`);
    helps.set(key, help);
    return help;
  }

  test('are shown', () => {
    expect(commands.length).toBeGreaterThan(8);
  });

  test.each(commands)('%s: is there, with these options and about what there is', (line) => {
    const [runner, program = '', command = '', ...args] = line.split(' ');
    if (runner === 'npm') {
      const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
      expect(scripts).toHaveProperty([command]);
      return;
    }
    const help = helpOf(program, command);
    for (const option of args.filter((arg) => arg.startsWith('--'))) expect(help).toMatch(new RegExp(`${option}[ ,]`));
    for (const path of args.filter((arg) => arg.startsWith('environments/'))) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
    if (program === 'doctor' && args[0] !== undefined) {
      expect(existsSync(join(ROOT, 'environments', args[0], 'cluster.yaml')), args[0]).toBe(true);
    }
    if (command === 'explain') {
      const file = programs.get(program) ?? '';
      expect(execFileSync(process.execPath, [file, command, ...args], { encoding: 'utf8' })).not.toBe('');
    }
  });
});
