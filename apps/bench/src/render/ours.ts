import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from '../rounds.ts';
import { runProcess, startWarmProcess, type WarmProcess } from './child-process.ts';
import { renderedFiles } from './rendered-groups.ts';

const WHO = 'postgres-ha';
const PROGRAM = join(import.meta.dirname, '../../../render/src/main.ts');

/** Renders everything below a root once, as anyone would. */
export function renderAll(root: string): { readonly ms: number } {
  return runProcess(process.execPath, [PROGRAM, 'render', '--root', root]);
}

/** Our program as people start it: a new process for each run. */
export function oursCold(root: string, targetMs?: number): readonly Contender[] {
  return [
    {
      who: WHO,
      what: 'render, cold, writes every file',
      targetMs,
      run: () => {
        for (const file of renderedFiles(root)) rmSync(file);
        return { kind: 'done', ms: renderAll(root).ms };
      },
    },
    {
      who: WHO,
      what: 'render, cold, nothing changed',
      targetMs,
      run: () => {
        const before = stateOfFiles(root);
        const { ms } = renderAll(root);
        expectUntouched(before, stateOfFiles(root));
        return { kind: 'done', ms };
      },
    },
    {
      who: WHO,
      what: 'check, cold, nothing changed',
      targetMs,
      run: () => ({ kind: 'done', ms: runProcess(process.execPath, [PROGRAM, 'check', '--root', root]).ms }),
    },
  ];
}

/** Our program as a process that goes on living: it reads, validates, renders and compares everything anew each time. */
export function oursWarm({ run }: WarmProcess, targetMs?: number): Contender {
  return { who: WHO, what: 'render and check, warm', targetMs, run };
}

export function startOurs(root: string): Promise<WarmProcess> {
  return startWarmProcess(join(import.meta.dirname, 'processes/ours.ts'), [root]);
}

/** Identity, size and times of every file and folder: whatever writes, replaces or touches one changes them. */
function stateOfFiles(root: string): ReadonlyMap<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return new Map(
    paths.map((path) => {
      const { ino, size, mtimeNs, ctimeNs } = statSync(join(root, path), { bigint: true });
      return [path, [ino, size, mtimeNs, ctimeNs].join(' ')];
    }),
  );
}

function expectUntouched(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  const touched = paths.filter((path) => before.get(path) !== after.get(path));
  if (touched.length > 0) throw new Error(`rendering without a change touched ${touched.slice(0, 3).join(', ')}`);
}
