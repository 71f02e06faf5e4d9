/** From a moment on, up to but without another; without that, for good. */
export interface Period {
  readonly from: Date;
  readonly until: Date | undefined;
}

export function hasBegun({ from }: Period, now: Date): boolean {
  return from <= now;
}

export function isOver({ until }: Period, now: Date): boolean {
  return until !== undefined && until <= now;
}
