import type { ChangePlan, PullRequestContent } from '@postgres-ha/change-request';
import { formatProblem, type Problem } from '@postgres-ha/environment';
import { readerText } from './reader-text.ts';
import { unifiedDiff } from './unified-diff.ts';

/** What one command would lead to; `command` as the bot understood it. */
export type Planned =
  | { readonly kind: 'plan'; readonly command: string; readonly plan: ChangePlan; readonly content: PullRequestContent }
  | { readonly kind: 'unchanged'; readonly command: string; readonly path: string }
  | { readonly kind: 'refused'; readonly command: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'help'; readonly command: string; readonly markdown: string }
  /** It means something in GitHub only. */
  | {
      readonly kind: 'not-here';
      readonly command: string;
      readonly where: 'a pull request' | 'any issue or pull request';
    };

interface Base {
  /** The commit. */
  readonly base: string;
  /** Files that are not as they are in it. */
  readonly edited: number;
  readonly isWorkingTree: boolean;
}

const RULE = '─'.repeat(72);

export function planText(planned: readonly Planned[], base: Base): string {
  return planned.map((each) => sectionOf(each, base)).join(`\n\n${RULE}\n\n`);
}

function sectionOf(planned: Planned, base: Base): string {
  switch (planned.kind) {
    case 'help':
      return planned.markdown.trim();
    case 'not-here':
      return `${planned.command}\nfound on a command line, expected in a comment on ${planned.where}. Nothing would be done: write it there.`;
    case 'unchanged':
      return `${planned.command}\nNo pull request: ${planned.path} says so already.`;
    case 'refused':
      return [planned.command, 'No pull request:', ...planned.problems.map(formatProblem)].join('\n');
    case 'plan': {
      const { content, plan } = planned;
      return [
        planned.command,
        `would open this pull request from the branch ${content.branch}, planned on ${baseText(base)}:`,
        '',
        `# ${content.title}`,
        '',
        readerText(content.body),
        '',
        ...plan.files.map(unifiedDiff),
      ].join('\n');
    }
  }
}

function baseText({ base, edited, isWorkingTree }: Base): string {
  const commit = base.slice(0, 12);
  if (!isWorkingTree || edited === 0) return commit;
  const files = edited === 1 ? '1 file' : `${edited} files`;
  return `the working tree: ${commit} with ${files} not committed (--base HEAD leaves them out)`;
}
