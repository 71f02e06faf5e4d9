import type { Incident } from './incident.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Where incidents are shown. A sink is brought to show an incident as it is now, however often and from wherever: after a crash it is
 * called again with what it saved last, and looks before it repeats anything that must not be there twice.
 */
export interface IncidentSink {
  /** `slack:#database-alerts`, without secrets. */
  readonly name: string;
  /**
   * Where what is shown fades unless it is shown again: as long as an incident is open, `deliver` is called at least this often, with the
   * same revision if there is no other.
   */
  readonly refreshMs?: number | undefined;
  /**
   * Resolves when the sink shows this revision.
   * @throws SinkError; anything else counts as `later`
   */
  readonly deliver: (incident: Incident, delivery: Delivery) => Promise<void>;
  /** Proves that it would get through, without telling people anything. @throws SinkError */
  readonly selfTest: (options: { readonly signal: AbortSignal }) => Promise<void>;
}

export interface Delivery {
  /** What was saved last for this incident; undefined the first time. */
  readonly progress: Json | undefined;
  /** Durable when it resolves. To be called before and after each step that must not be repeated blindly. */
  readonly save: (progress: Json) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Why a sink did not take an incident. Its message has neither secrets nor what a server answered in full. */
export class SinkError extends Error {
  readonly kind: 'later' | 'refused';
  /** How long the sink asked to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: 'later' | 'refused',
    message: string,
    options: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'SinkError';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}
