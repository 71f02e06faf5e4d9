import type { Finding } from '../diagnosis.ts';
import type { Scene } from './scene.ts';

/** What is said of every finding of one id: docs/reference/diagnosis.md is made of it. */
export interface Explanation {
  readonly severity: Finding['severity'];
  /** What it means, one or two sentences. */
  readonly meaning: string;
  /** What shows it. */
  readonly shownBy: string;
  /** What to do, in general. */
  readonly steps: string;
  /** Ids of findings that follow from it. */
  readonly explains?: readonly string[];
  /** It follows from something else, whether that was found or not. */
  readonly symptom?: true;
}

/** A finding before it is ranked. */
export interface Found {
  readonly id: string;
  readonly subject: string;
  readonly headline: string;
  readonly evidence: readonly string[];
  readonly nextSteps: readonly string[];
}

export interface Judgement {
  readonly found: readonly Found[];
  /** What was not seen and would be needed to say that all is well. */
  readonly unseen: readonly string[];
  /** What proves that all is well, where nothing was found and nothing is missing. */
  readonly fine: string;
}

export interface Check {
  readonly name: string;
  readonly question: string;
  readonly findings: Readonly<Record<string, Explanation>>;
  readonly judge: (scene: Scene) => Judgement;
}
