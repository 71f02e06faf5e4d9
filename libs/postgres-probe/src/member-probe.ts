import type {
  CommitsEvidence,
  ForkMarkEvidence,
  HistoryEvidence,
  NoEvidence,
  ProbeObservation,
  Question,
} from '@postgres-ha/split-brain';

type Ask<Kind extends Question['kind']> = Extract<Question, { readonly kind: Kind }>;

/**
 * Asks one member. Nothing here rejects because of the member: what it does is the answer.
 * It keeps one session open, so that it sees commits go on while new connections fail; it hangs up when nobody else is left during a smart shutdown.
 */
export interface MemberProbe extends AsyncDisposable {
  readonly member: string;
  /**
   * When the certificate expires that the member served to its newest connection; undefined without TLS, or before the first. A server that
   * was given a new one shows it to new connections only: once a certificate is due for renewal, one is made every hour to see.
   */
  readonly servedUntil: () => Date | undefined;
  readonly probe: (options: { readonly detail: 'fast' | 'full' }) => Promise<ProbeObservation>;
  readonly history: (question: Ask<'history'>) => Promise<HistoryEvidence | NoEvidence>;
  readonly forkMark: (question: Ask<'fork-mark'>) => Promise<ForkMarkEvidence | NoEvidence>;
  readonly commits: (question: Ask<'commits'>) => Promise<CommitsEvidence | NoEvidence>;
}
