/**
 * Milliseconds on the monotonic clock of one observer, from its start. Comparable with other instants of the same observer,
 * and with nothing else: neither the clock of a server nor that of another observer.
 */
export type Instant = number;
