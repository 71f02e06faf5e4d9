import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Programs } from './workflow-flaws.ts';
import { ROOT } from './workflow-files.ts';

/** What this checkout has to run; the subcommands are those that the programs' own help names. */
export function programs(): Programs {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };
  return {
    scripts: Object.keys(manifest.scripts),
    binaries: readdirSync(join(ROOT, 'node_modules/.bin')),
    subcommands: {
      'gitops-bot': subcommandsOf('apps/gitops-bot/src/main.ts'),
      'postgres-ha': subcommandsOf('apps/render/src/main.ts'),
    },
    exists: (path) => existsSync(join(ROOT, path)),
  };
}

function subcommandsOf(main: string): readonly string[] {
  const help = execFileSync(process.execPath, [join(ROOT, main), '--help'], { encoding: 'utf8' });
  const [, list = ''] = help.split('Commands:\n');
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
}
