/** `production/postgres-cluster`, or `production` alone where a whole environment is meant. */
export interface Target {
  readonly environment: string;
  readonly cluster: string | undefined;
}

/** What one line of a comment asks for, in the words that it was asked in: nothing of it has been looked up yet. */
export type Command =
  | { readonly kind: 'scale'; readonly target: Target; readonly instances: number }
  | { readonly kind: 'resize'; readonly target: Target; readonly storage?: string; readonly wal?: string }
  | { readonly kind: 'set'; readonly target: Target; readonly parameters: readonly ParameterChange[] }
  | { readonly kind: 'resources'; readonly target: Target; readonly cpu?: string; readonly memory?: string }
  | { readonly kind: 'upgrade'; readonly target: Target; readonly image: string }
  | {
      readonly kind: 'maintenance';
      readonly target: Target;
      readonly phase: 'start' | 'end';
      readonly until?: Date;
      readonly reason?: string;
    }
  | { readonly kind: 'backups'; readonly target: Target; readonly schedule?: string; readonly retention?: string }
  | { readonly kind: 'service'; readonly target: Target; readonly name: string; readonly connections?: number }
  | { readonly kind: 'freeze'; readonly target: Target; readonly until?: Date; readonly reason: string }
  | { readonly kind: 'unfreeze'; readonly target: Target }
  | PullRequestCommand;

/** What is asked of a pull request, or of the bot itself. */
export type PullRequestCommand =
  | { readonly kind: 'plan' }
  | { readonly kind: 'render' }
  | { readonly kind: 'override'; readonly rule: string; readonly reason: string }
  | { readonly kind: 'unlock'; readonly target: Target }
  | { readonly kind: 'help'; readonly about: string | undefined };

export interface ParameterChange {
  readonly name: string;
  /** Undefined: taken away, so that the default counts again. */
  readonly value: string | undefined;
}

/** A line that was meant to be a command and is none. `found`, `expected` and `remedy` are plain text, to be escaped where they are shown. */
export interface CommandMistake {
  /** The line of the comment, from 1. */
  readonly line: number;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** What a comment asks for, in its order. All of it is taken, or with one mistake nothing is. */
export type CommentReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'commands'; readonly commands: readonly CommandLine[] }
  | { readonly kind: 'mistaken'; readonly mistakes: readonly CommandMistake[] };

export interface CommandLine {
  readonly line: number;
  /** The line as it was written, without what stands around it. */
  readonly text: string;
  readonly command: Command;
}
