import { readRecording, replay, type Judgement } from '@postgres-ha/split-brain';

/** @throws when the text is no recording */
export function judgedAgain(recording: string): readonly Judgement[] {
  const read = readRecording(recording);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return [...replay(read.recording, { yields: 'all' })];
}
