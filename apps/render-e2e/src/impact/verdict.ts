import type { Prediction } from '@postgres-ha/change-impact';
import type { Happened } from './happened.ts';
import type { Writing } from './writing.ts';

/** One change, what was said of it beforehand, and what came of it. */
export interface Measured {
  readonly name: string;
  /** The edit as a person would say it. */
  readonly shown: string;
  readonly cluster: string;
  readonly predicted: Prediction;
  readonly happened: Happened;
  /** Through the rw service, and through the rw pooler. */
  readonly direct: Writing;
  readonly pooler: Writing;
  /** The longest gap between two commits while nothing was changed. */
  readonly quietGapMs: number;
}

/**
 * A commit that failed is a pause. A wait in which none failed is one only when it is this many times the longest quiet one, or of what a
 * machine that is busy with a base backup comes to anyway: it is there to find writes that hang.
 */
const PAUSE = 10;
const BUSY_GAP_MS = 3000;
const MINUTE_MS = 60_000;

/** What was measured, in the words of a prediction. */
export function asPrediction({
  happened,
  direct,
  quietGapMs,
}: Pick<Measured, 'happened' | 'direct' | 'quietGapMs'>): Prediction {
  return { ...fatesOf(happened), writePause: pauseOf(direct, quietGapMs) };
}

function fatesOf(happened: Happened): Omit<Prediction, 'writePause'> {
  const { primary, standbys, switchedOver, restartOrder } = happened;
  const replaced = standbys.some((fate) => fate === 'pod-replaced');
  return {
    standbys: standbysOf(standbys),
    primary: switchedOver ? 'switched-over' : primary,
    podsReplaced: primary === 'pod-replaced' ? 'all' : replaced ? 'standbys' : 'none',
    primaryFirst: restartOrder[0] === 'primary' && restartOrder.length > 1,
    instancesAdded: happened.instancesAdded,
    instancesRemoved: happened.instancesRemoved,
    poolers: happened.poolers,
  };
}

function standbysOf(fates: Happened['standbys']): Prediction['standbys'] {
  if (fates.some((fate) => fate === 'pod-replaced' || fate === 'restarted-in-place')) return 'restarted';
  return fates.includes('reloaded') ? 'reloaded' : 'untouched';
}

function pauseOf({ failures, longestGapMs }: Writing, quietGapMs: number): Prediction['writePause'] {
  if (failures === 0 && longestGapMs <= PAUSE * Math.max(quietGapMs, BUSY_GAP_MS)) return 'none';
  return longestGapMs < MINUTE_MS ? 'seconds' : 'minutes';
}

/** Where the prediction was wrong, one line each. How long a pause is depends on the machine; whether there is one does not. */
export function contradictions(measured: Measured): readonly string[] {
  return differences(measured.predicted, asPrediction(measured));
}

/** What of a prediction has not come true of the instances and poolers so far, one line each; writes are not looked at. */
export function outstanding(predicted: Prediction, happenedSoFar: Happened): readonly string[] {
  return differences(predicted, { ...fatesOf(happenedSoFar), writePause: predicted.writePause });
}

function differences(predicted: Prediction, measured: Prediction): readonly string[] {
  const expected = comparable(predicted);
  const found = comparable(measured);
  return Object.keys(expected).flatMap((key) =>
    expected[key] === found[key] ? [] : [`${key}: predicted ${String(expected[key])}, happened ${String(found[key])}`],
  );
}

function comparable({ poolers, writePause, ...rest }: Prediction): Readonly<Record<string, unknown>> {
  const fates = poolers.map(({ name, pods }) => [`pooler ${name}`, pods] as const);
  return { ...rest, ...Object.fromEntries(fates), writesPause: writePause !== 'none' };
}
