import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { Evidence, Instant, Question } from '@postgres-ha/split-brain';

/** What one member is asked beside its probes. */
export type MemberQuestion = Exclude<Question, { readonly kind: 'probe' }>;

interface Asking {
  readonly probe: MemberProbe | undefined;
  readonly observer: string;
  readonly now: () => Instant;
}

/** Never rejects: a question that nobody could answer is evidence of nothing. */
export async function ask(question: MemberQuestion, { probe, observer, now }: Asking): Promise<Evidence> {
  const none = (because: string): Evidence => ({ kind: 'no-evidence', observer, received: now(), question, because });
  if (probe === undefined) return none('no such member');
  try {
    return await put(question, probe);
  } catch {
    return none('the question could not be put');
  }
}

function put(question: MemberQuestion, probe: MemberProbe): Promise<Evidence> {
  switch (question.kind) {
    case 'history':
      return probe.history(question);
    case 'fork-mark':
      return probe.forkMark(question);
    case 'commits':
      return probe.commits(question);
  }
}
