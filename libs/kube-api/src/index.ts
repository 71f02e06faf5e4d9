export { serverDryRun, type Cause, type DryRunVerdict, type Judged, type ServerDryRun } from './dry-run.ts';
