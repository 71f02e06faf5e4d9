/** What the commit at a target's branch says of itself: whoever finds it knows what it is of, and can go on with it. */
export interface Claim {
  /** The plan's hash. */
  readonly plan: string;
  /** The key of the request: `comment-123`. */
  readonly request: string;
  /** Until then a branch without a pull request is somebody's work in progress. */
  readonly expires: Date;
  /** What is asked for, as a command. */
  readonly command: string;
  /** Login; undefined: no person asked. */
  readonly by: string | undefined;
  readonly at: Date;
  readonly url: string | undefined;
  /** Of the files that the bot committed; see `contentDigest`. */
  readonly content: string;
}

export const TRAILERS = {
  plan: 'Postgres-Ha-Plan',
  request: 'Postgres-Ha-Request',
  expires: 'Postgres-Ha-Expires',
  command: 'Postgres-Ha-Command',
  by: 'Postgres-Ha-Requested-By',
  at: 'Postgres-Ha-Requested-At',
  url: 'Postgres-Ha-Requested-In',
  content: 'Postgres-Ha-Content',
} as const;

/** Undefined: the message does not end in the trailers of a claim, each of them once. */
export function readClaim(message: string): Claim | undefined {
  const trailers = trailersOf(message);
  const plan = trailers.get(TRAILERS.plan);
  const request = trailers.get(TRAILERS.request);
  const command = trailers.get(TRAILERS.command);
  const content = trailers.get(TRAILERS.content);
  const expires = instantOf(trailers.get(TRAILERS.expires));
  const at = instantOf(trailers.get(TRAILERS.at));
  if (plan === undefined || request === undefined || command === undefined || content === undefined) return undefined;
  if (expires === undefined || at === undefined) return undefined;
  return {
    plan,
    request,
    expires,
    command,
    by: trailers.get(TRAILERS.by),
    at,
    url: trailers.get(TRAILERS.url),
    content,
  };
}

/** A message that ends in a claim, in place of whatever trailers of the bot it has. */
export function withClaim(message: string, claim: Claim): string {
  const { plan, request, expires, command, by, at, url, content } = claim;
  return withTrailers(message, {
    [TRAILERS.plan]: plan,
    [TRAILERS.request]: request,
    [TRAILERS.expires]: expires.toISOString(),
    [TRAILERS.command]: command,
    ...(by === undefined ? {} : { [TRAILERS.by]: by }),
    [TRAILERS.at]: at.toISOString(),
    ...(url === undefined ? {} : { [TRAILERS.url]: url }),
    [TRAILERS.content]: content,
  });
}

/** The request by which a commit was made; undefined: by none. */
export function readRequest(message: string): string | undefined {
  return trailersOf(message).get(TRAILERS.request);
}

/** A message with those trailers at its end, in place of those of the same names. */
export function withTrailers(message: string, trailers: Readonly<Record<string, string>>): string {
  const kept = trailersOf(message);
  const text = kept.size === 0 ? message.trimEnd() : paragraphsOf(message).slice(0, -1).join('\n\n');
  const lines = Object.entries({ ...Object.fromEntries(kept), ...trailers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${text}\n\n${lines.join('\n')}\n`;
}

/** Of the last paragraph, where all of it is trailers. A name that is there twice is nobody's. */
function trailersOf(message: string): ReadonlyMap<string, string> {
  const paragraphs = paragraphsOf(message);
  const lines = paragraphs.length < 2 ? [] : (paragraphs.at(-1) ?? '').split('\n');
  const found = lines.map((line) => /^([A-Za-z][A-Za-z-]*): (\S.*)$/.exec(line));
  if (found.includes(null)) return new Map();
  const pairs = found.map((match): [string, string] => [match?.[1] ?? '', match?.[2]?.trim() ?? '']);
  const names = pairs.map(([name]) => name);
  return new Map(pairs.filter(([name]) => names.indexOf(name) === names.lastIndexOf(name)));
}

function paragraphsOf(message: string): readonly string[] {
  return message
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n{2,}/);
}

function instantOf(text: string | undefined): Date | undefined {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at;
}
