/** The request did not get there: whatever was asked for was not begun. */
const UNHEARD =
  /net\/http: TLS handshake timeout|The connection to the server \S+ was refused|^Unable to connect to the server: dial tcp \S+: (?:connect: connection refused|i\/o timeout)/m;

/** There is no verdict: the API server, its store or a webhook took too long. What was asked for may have been done. */
const UNDECIDED =
  /etcdserver: (?:request timed out|leader changed|too many requests)|\(Timeout\)|\(ServerTimeout\)|\(TooManyRequests\)|unable to return a response in the time allotted|failed calling webhook "[^"]+": .*(?:context deadline exceeded|connection refused|connection reset by peer|i\/o timeout|EOF|no endpoints available)/;

/** What is another thing when it is done twice. */
const ONCE: ReadonlySet<string> = new Set(['create', 'delete', 'exec']);

/**
 * Whether a kubectl command that failed is to be given once more: a machine that is busy with other tests was too slow for it, which says
 * nothing of what was asked for.
 * @param verb of the command: `get`, `apply`
 */
export function isWorthAnotherTry(verb: string, stderr: string): boolean {
  return UNHEARD.test(stderr) || (UNDECIDED.test(stderr) && !ONCE.has(verb));
}
