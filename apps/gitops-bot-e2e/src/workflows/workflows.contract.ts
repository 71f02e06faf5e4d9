import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needPart, workflowPart, type InstalledPart } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { ROOT, workflowTexts } from './workflow-files.ts';

const ACTIONLINT = workflowPart('actionlint');
const ZIZMOR = workflowPart('zizmor');
const [actionlint, zizmor] = [needPart(ACTIONLINT), needPart(ZIZMOR)];
const STRICTLY = ['--offline', '--persona=auditor', '--no-progress', '--format=json-v1'];

const PLANTED = `on: issue_comment
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@main
      - run: echo \${{ github.event.comment.body }}
`;

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function run({ name, directory }: InstalledPart, args: readonly string[], cwd = ROOT): Ended {
  const { status, stdout, stderr } = spawnSync(join(directory, 'bin', name), args, { cwd, encoding: 'utf8' });
  return { code: status, output: stdout, errors: stderr };
}

/** A directory with one bad workflow, which is gone afterwards. */
function planted(): { readonly path: string; readonly workflow: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'postgres-ha-workflows-'));
  const workflow = join(path, '.github/workflows/bad.yml');
  mkdirSync(join(path, '.github/workflows'), { recursive: true });
  writeFileSync(workflow, PLANTED);
  return {
    path,
    workflow,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true });
    },
  };
}

describe.skipIf(actionlint.absent)(`actionlint${actionlint.note}`, () => {
  // it takes shellcheck where that is in PATH
  const workflows = Object.keys(workflowTexts()).filter((path) => path.startsWith('.github/workflows/'));

  test('finds nothing in the workflows', () => {
    const { code, output, errors } = run(ACTIONLINT, ['-no-color', ...workflows]);
    expect(output + errors).toBe('');
    expect(code).toBe(0);
  });

  test('finds what is wrong in a bad one', () => {
    using bad = planted();
    const { code, output } = run(ACTIONLINT, ['-no-color', bad.workflow]);
    expect(code).toBe(1);
    expect(output).toContain('potentially untrusted');
  });
});

describe.skipIf(zizmor.absent)(`zizmor${zizmor.note}`, () => {
  const found = (output: string): readonly string[] =>
    (JSON.parse(output) as readonly { readonly ident: string }[]).map(({ ident }) => ident);

  test('finds nothing in workflows and actions, as strict as it can be', () => {
    const { code, output, errors } = run(ZIZMOR, [...STRICTLY, '.github']);
    expect(found(output)).toEqual([]);
    expect(code, errors).toBe(0);
  });

  test('finds what is wrong in a bad one', () => {
    using bad = planted();
    const { code, output } = run(ZIZMOR, [...STRICTLY, bad.workflow]);
    expect(code).not.toBe(0);
    expect(found(output)).toEqual(
      expect.arrayContaining(['template-injection', 'unpinned-uses', 'dangerous-triggers', 'artipacked']),
    );
  });

  test('is told to ignore two things, each with its reason above it', () => {
    const ignored = Object.entries(workflowTexts()).flatMap(([path, text]) => {
      const lines = text.split('\n');
      return lines.flatMap((line, at) =>
        line.includes('zizmor:')
          ? [{ path, what: /ignore\[(.*)\]/.exec(line)?.[1], above: lines[at - 1]?.trim() }]
          : [],
      );
    });
    expect(ignored).toEqual([
      {
        path: '.github/workflows/bot.yml',
        what: 'dangerous-triggers',
        above: expect.stringMatching(/^# .{20,}/) as string,
      },
      {
        path: '.github/workflows/bot.yml',
        what: 'self-repository',
        above: expect.stringMatching(/^# .{20,}/) as string,
      },
    ]);
  });
});
