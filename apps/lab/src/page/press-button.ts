import type { BreakKind } from '../break-kind.ts';
import { FAILOVER_KINDS } from '../failover/failover-kinds.ts';
import type { ActionAnswer } from '../lab.ts';
import type { Action } from './parts/button.ts';
import type { ShownLab } from './serve-page.ts';

/** Characters, as the field of the page has it. */
const LONGEST_TEXT = 500;

/** What a form asks for, done; undefined when no button of the page asks for that. */
export function pressButton(lab: ShownLab, action: Action, form: URLSearchParams): ActionAnswer | undefined {
  switch (action) {
    case 'back-up':
      return lab.actions.backUpNow();
    case 'prove':
      return lab.actions.proveNow();
    case 'break-copy': {
      const kind = kindOf(lab, form.get('kind'));
      return kind === undefined ? undefined : lab.actions.breakCopy(kind);
    }
    case 'ask-bot': {
      const text = form.get('text') ?? '';
      return text.trim() === '' || text.length > LONGEST_TEXT ? undefined : lab.actions.askBot(text);
    }
    case 'fail-over': {
      const kind = FAILOVER_KINDS.find((each) => each === form.get('kind'));
      return kind === undefined ? undefined : lab.actions.failOver(kind);
    }
  }
}

/** In words, for a page that is made anew. */
export function inWords(answer: ActionAnswer): string {
  return answer.kind === 'accepted' ? 'Asked for. What comes of it is shown here.' : `Not done: ${answer.because}`;
}

const PATHS: ReadonlyMap<string, Action> = new Map([
  ['/break-copy', 'break-copy'],
  ['/back-up', 'back-up'],
  ['/prove', 'prove'],
  ['/fail-over', 'fail-over'],
  ['/ask-bot', 'ask-bot'],
]);

export function actionAt(path: string): Action | undefined {
  return PATHS.get(path);
}

function kindOf(lab: ShownLab, said: string | null): BreakKind | undefined {
  return lab.state().buttons.breakCopy.find(({ kind }) => kind === said)?.kind;
}
