export { committedState, workingState, type CheckoutReading, type CheckoutState } from './checkout-state.ts';
export { directoryState, NO_COMMIT } from './directory-state.ts';
export { gitRevision, type GitRevision, type RevisionReading } from './git-revision.ts';
