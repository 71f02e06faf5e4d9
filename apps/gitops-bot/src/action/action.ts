import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DeliveryOutcome } from '@postgres-ha/change-delivery';
import { readComment, type BotEvent } from '@postgres-ha/change-request';
import { FACTS_BRANCH } from '@postgres-ha/cluster-facts';
import { EXIT_CODES, refuse, refused, type InputProblem, type Outcome, type Reading } from '@postgres-ha/command-line';
import { readDelivery } from '@postgres-ha/github-api';
import { inlineCode, prose } from '@postgres-ha/markup';
import { jsonLog, type Clock } from '@postgres-ha/worker-runtime';
import type { Machine } from '../machine.ts';
import { backOffMs, classifyFailure } from '../work/classify-failure.ts';
import { actionEvents } from './action-events.ts';
import { logSafeJson, writeOutput, writeSummary } from './action-output.ts';
import { readActionRequest, type ActionRequest } from './action-request.ts';

const NOTHING = 'Nothing was done.';
/** A step waits so long for what cannot be done now; the timetable's runs find what is left. */
const PATIENCE_MS = 600_000;
const LARGEST_EVENT = 25 * 1024 ** 2;

/** Handles what a workflow was started for. One JSON document is printed, and nothing else. */
export async function action(machine: Machine): Promise<Outcome> {
  const read = readActionRequest(machine.env);
  if (read.kind === 'refused') return refused(read.problems, NOTHING);
  const request = read.value;
  const body = eventBytes(request, machine);
  if (body.kind === 'refused') return refused(body.problems, NOTHING);
  const now = new Date(machine.clock.now());
  const events = actionEvents(request, { body: body.value, now, read: readDelivery });
  const { event, repository } = request;
  const mistakes = mistakesOf(request);
  if (mistakes.length > 0) return refused(mistakes, NOTHING);
  if (events.kind === 'unreadable') {
    const expected = 'what GitHub says of such an event';
    return refused(
      [{ where: 'GITHUB_EVENT_PATH', found: events.problem, expected, remedy: 'Leave both as GitHub sets them.' }],
      NOTHING,
    );
  }
  if (events.kind === 'ignored') {
    return told(request, { event, repository, state: 'ignored', because: events.because, outcomes: [], log: [] });
  }
  return told(request, await handleAll(events.events, { request, machine }));
}

/** There is no comment to reply to: whoever typed it sees it in the log. */
function mistakesOf({ event, command }: ActionRequest): readonly InputProblem[] {
  if (event !== 'workflow_dispatch') return [];
  const reading = readComment(command);
  if (reading.kind !== 'mistaken') return [];
  return reading.mistakes.map(({ line, ...mistake }) => ({ where: `GITOPS_BOT_COMMAND, line ${line}`, ...mistake }));
}

interface ActionDocument {
  readonly event: string;
  readonly repository: string;
  /** `unfinished`: it could not be done now; the next run by the timetable looks for it. */
  readonly state: 'ignored' | 'done' | 'unfinished' | 'failed';
  readonly because: string | null;
  readonly outcomes: readonly DeliveryOutcome[];
  /** Warnings and errors, as they happened. */
  readonly log: readonly unknown[];
}

function eventBytes({ eventPath }: ActionRequest, { workingDirectory }: Machine): Reading<Uint8Array> {
  const problem = (found: string) =>
    refuse({
      where: 'GITHUB_EVENT_PATH',
      found,
      expected: 'the file of the event',
      remedy: 'Leave it as GitHub sets it.',
    });
  try {
    const value = readFileSync(resolve(workingDirectory, eventPath));
    return value.byteLength > LARGEST_EVENT ? problem(`${value.byteLength} bytes`) : { kind: 'read', value };
  } catch (error) {
    return problem(`a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'UNKNOWN'})`);
  }
}

async function handleAll(
  events: readonly BotEvent[],
  { request, machine }: { readonly request: ActionRequest; readonly machine: Machine },
): Promise<ActionDocument> {
  const { event, repository, auth, apiUrl, writeIntervalMs, dashboard } = request;
  const { clock } = machine;
  const log: unknown[] = [];
  const bot = machine.openBot({
    ...{ auth, apiUrl, writeIntervalMs, dashboard, clock, facts: { kind: 'branch', branch: FACTS_BRANCH } },
    log: jsonLog({
      write: (line) => log.push(JSON.parse(line)),
      now: clock.now,
      level: 'warn',
      redact: (text) => text,
    }),
    onLimit: () => undefined,
  });
  const { handle } = bot.repository(repository);
  const outcomes: DeliveryOutcome[] = [];
  const until = clock.elapsed() + PATIENCE_MS;
  for (const each of events) {
    const act = (): Promise<DeliveryOutcome> => handle(each, machine.signal);
    const end = await patiently(act, { machine, clock, until });
    if (end.kind === 'failed') {
      const { state, because } = end;
      return { event, repository, state, because, outcomes, log };
    }
    outcomes.push(end.outcome);
  }
  return { event, repository, state: 'done', because: null, outcomes, log };
}

type Patience =
  | { readonly kind: 'outcome'; readonly outcome: DeliveryOutcome }
  | { readonly kind: 'failed'; readonly state: 'unfinished' | 'failed'; readonly because: string };

/** Again after a while where it cannot be done now; nothing of it is there twice then. */
async function patiently(
  act: () => Promise<DeliveryOutcome>,
  { machine, clock, until }: { readonly machine: Machine; readonly clock: Clock; readonly until: number },
): Promise<Patience> {
  for (let waits = 0; ; waits += 1) {
    let because: string;
    let afterMs = 0;
    try {
      const outcome = await act();
      if (outcome.kind !== 'later') return { kind: 'outcome', outcome };
      ({ because, afterMs } = outcome);
    } catch (error) {
      if (machine.signal.aborted) return { kind: 'failed', state: 'unfinished', because: 'it was told to stop' };
      const failure = classifyFailure(error);
      ({ because } = failure);
      if (failure.counts === 'attempt' && waits >= 2) return { kind: 'failed', state: 'failed', because };
      afterMs = failure.afterMs ?? 0;
    }
    const waitMs = Math.max(afterMs, backOffMs(waits, machine.random()));
    if (clock.elapsed() + waitMs > until) return { kind: 'failed', state: 'unfinished', because };
    await clock.wait(waitMs, machine.signal);
    if (machine.signal.aborted) return { kind: 'failed', state: 'unfinished', because };
  }
}

function told({ outputPath, summaryPath }: ActionRequest, document: ActionDocument): Outcome {
  if (outputPath !== undefined) {
    writeOutput(outputPath, { name: 'outcome', value: JSON.stringify(document), delimiter: `end-${randomUUID()}` });
  }
  if (summaryPath !== undefined) writeSummary(summaryPath, summaryOf(document));
  const isDone = document.state === 'done' || document.state === 'ignored';
  const code = isDone ? EXIT_CODES.ok : EXIT_CODES.couldNotLook;
  return { code, text: logSafeJson(document), json: document };
}

function summaryOf({ event, state, because, outcomes }: ActionDocument): string {
  const lines = outcomes.map((outcome) => {
    switch (outcome.kind) {
      case 'proposed':
        return `- Pull request #${outcome.pullRequest}: ${outcome.made}`;
      case 'reviewed':
        return `- Pull request #${outcome.pullRequest} was read: ${outcome.verdict}`;
      case 'answered':
        return '- Answered where it was asked';
      case 'kept-up': {
        const { failed, ...counts } = outcome.report;
        const done = Object.entries(counts).filter(([, count]) => count > 0);
        const said = done.length === 0 ? 'nothing to do' : done.map(([what, count]) => `${count} ${what}`).join(', ');
        return [
          `- Looked after what is open: ${said}`,
          ...failed.map((each) => `  - not this time: ${prose(each)}`),
        ].join('\n');
      }
      case 'nothing':
      case 'refused':
      case 'later':
        return `- ${outcome.kind}: ${prose(outcome.because)}`;
    }
  });
  const head = `**gitops-bot**: ${inlineCode(event)} ${state}${because === null ? '' : `: ${prose(because)}`}`;
  return [head, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n');
}
