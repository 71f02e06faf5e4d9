/** What was seen of the data of a backup (L5), without the data. */
export interface DataFacts {
  readonly amcheck?: {
    readonly heaps: number;
    readonly indexes: number;
    /** Of kinds that amcheck does not know, by access method. */
    readonly skipped: Readonly<Record<string, number>>;
    readonly milliseconds: number;
  };
  readonly assertions: readonly AssertionFact[];
  readonly canary?: {
    readonly writtenAt: Date;
    /** Between the canary and that moment: what would have been lost. */
    readonly ageSeconds: number;
    /** Of the newest backup, when the archive was listed; of an older one, its last commit before the next backup. */
    readonly against: 'listing' | 'last commit';
  };
  readonly schemas: readonly {
    readonly database: string;
    readonly hash: string;
    readonly compared: 'expected' | 'primary' | 'not compared';
  }[];
  readonly checksums?: { readonly enabled: boolean; readonly pages: number };
}

export interface AssertionFact {
  readonly name: string;
  readonly database: string;
  readonly outcome: 'holds' | 'fails' | 'unknown';
  /** Keyed hash of the answer: tells whether it changed, and not what it is. */
  readonly digest?: string;
  /** The answer, where the policy says that it may be shown. */
  readonly shown?: string;
  readonly milliseconds: number;
}
