import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT_CODES, quoted, refused, type Outcome } from '@postgres-ha/command-line';
import {
  concernsOf,
  readRecording,
  replay as replayed,
  type Judgement,
  type Recording,
} from '@postgres-ha/split-brain';
import { concernLines } from '../look/look-text.ts';
import { exitOf } from '../look/worst-exit.ts';
import type { Machine } from '../machine.ts';

const NOTHING = 'Nothing was replayed.';

/** Judges anew what was recorded, and tells each change. The exit code is 1 where anything was found at any time, else that of the end. */
export function replay(file: string, machine: Machine): Outcome {
  let text: string;
  try {
    text = readFileSync(resolve(machine.workingDirectory, file), 'utf8');
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    const found = `${quoted(file)}, which cannot be read (${code})`;
    return refused([{ where: 'recording', found, expected: 'a recording', remedy: 'Correct the path.' }], NOTHING);
  }
  const read = readRecording(text);
  if (read.kind === 'problems') {
    return refused(
      read.problems.map(({ line, field, found, expected, remedy }) => ({
        where: `${file}:${line}${field === '' ? '' : `: ${field}`}`,
        ...{ found, expected, remedy },
      })),
      NOTHING,
    );
  }
  return told(read.recording);
}

function told(recording: Recording): Outcome {
  const { header, events, torn } = recording;
  const judgements = [...replayed(recording)];
  const first = events[0]?.received ?? 0;
  const offset = (at: number): string => `+${((at - first) / 1000).toFixed(3)} s`;
  const last = judgements.at(-1);
  const found = judgements.some((judgement) => exitOf(judgement) === EXIT_CODES.finding);
  const code = found ? EXIT_CODES.finding : exitOf(last);
  return {
    code,
    text: [
      `${header.cluster.name}, seen by ${header.observer} since ${wall(header.startedAt, first)}: ${events.length} events.`,
      ...(torn === null ? [] : [`The last line (${torn.line}) was cut short and is left out.`]),
      ...judgements.flatMap((judgement) => ['', `${offset(judgement.at)}  ${judgement.state}`, ...lines(judgement)]),
      '',
      `In the end: ${last?.state ?? 'unknown'}.`,
    ].join('\n'),
    json: {
      cluster: header.cluster.name,
      observer: header.observer,
      startedAt: header.startedAt,
      events: events.length,
      torn,
      changes: judgements.map((judgement) => ({
        offsetMs: judgement.at - first,
        state: judgement.state,
        conditions: judgement.conditions,
        members: judgement.members,
      })),
      final: last?.state ?? 'unknown',
    },
  };
}

function lines(judgement: Judgement): readonly string[] {
  const concerns = concernsOf(judgement, { runbooks: null });
  const told = concerns.flatMap((concern) => concernLines({ ...concern, nextSteps: [] }));
  const roles = judgement.members.map(({ name, role }) => `${name}: ${role}`).join(', ');
  return [`  ${roles}`, ...told];
}

function wall(startedAt: string, instant: number): string {
  return new Date(Date.parse(startedAt) + instant).toISOString();
}
