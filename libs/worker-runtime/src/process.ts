// What the edge of every program needs, without loading what a long-running one needs.
export { redact } from './log/redact.ts';
export { Interrupted } from './stop/interrupted.ts';
export { stopSignals, type Signalled } from './stop/stop-signals.ts';
