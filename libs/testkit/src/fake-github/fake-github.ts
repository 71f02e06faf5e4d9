import { createHash } from 'node:crypto';
import { startFaultyServer, type HttpAnswer, type HttpFault, type HttpRequest } from '../http-faults.ts';
import { actorOf, type Actor } from './actor.ts';
import { httpAnswer, Refusal, type Answer, type Call, type Route } from './answer.ts';
import { checkAnswer, checkRequest, operationOf, type Operation } from './contract.ts';
import { rateLimiter, type RateLimiter, type RateLimits } from './limits.ts';
import { peopleOf, type People } from './people.ts';
import { webhookSender, type Webhooks, type WebhookSetup } from './webhooks.ts';
import { justCreated, type JustCreated } from './just-created.ts';
import type { ListLag } from './lagging.ts';
import { ROUTES } from './routes/routes.ts';
import { newRepository, type FakeGitHubSetup, type World } from './world.ts';

export interface FakeGitHubOptions extends FakeGitHubSetup {
  readonly lag?: ListLag;
  /** Where recursive trees end, and say `truncated`. Default 100,000. */
  readonly mostTreeEntries?: number;
  readonly limits?: RateLimits;
  readonly webhooks?: WebhookSetup;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly faultOf?: (request: HttpRequest) => HttpFault | undefined;
  readonly onHang?: (request: HttpRequest) => void;
  /** More operations, or others than the fake's own: by GitHub's names, `issues/create`. */
  readonly routes?: Readonly<Record<string, Route>>;
}

export interface FakeGitHub extends AsyncDisposable {
  /** What api.github.com would be. */
  readonly url: string;
  readonly requests: readonly HttpRequest[];
  /** Requests that do not fit GitHub's description, and answers of the fake that would not: `issues/create: body: …`. */
  readonly violations: readonly string[];
  /** What is there, and what people do meanwhile, to whom no limit and no lag applies. */
  readonly repository: (name: string) => People;
  /** What is told of each change, for tests that start it with `webhooks`. */
  readonly webhooks: Webhooks;
  readonly setLag: (lag: ListLag) => void;
  readonly setFaults: (faultOf: ((request: HttpRequest) => HttpFault | undefined) | undefined) => void;
}

/**
 * A GitHub on loopback that keeps what it is told. Each request and each of its own answers is checked against GitHub's OpenAPI description;
 * what does not fit is answered 422 or 500, and kept in `violations`.
 */
export async function startFakeGitHub(options: FakeGitHubOptions): Promise<FakeGitHub> {
  const violations: string[] = [];
  let lag = options.lag ?? {};
  let faultOf = options.faultOf;
  let ids = 1000;
  let count = 0;
  const service: Service = {
    routes: { ...ROUTES, ...options.routes },
    limiter: rateLimiter(options.limits ?? {}),
    violations,
    created: justCreated(),
  };
  const server = await startFaultyServer({
    faultOf: (request) => faultOf?.(request),
    onHang: options.onHang,
    answer: (request) => {
      count++;
      return serve(request, world, service);
    },
  });
  const world: World = {
    url: server.url,
    now: options.now ?? Date.now,
    repositories: [],
    tokens: options.tokens ?? [],
    apps: options.apps ?? [],
    issued: new Map(),
    nextId: () => ids++,
    requestCount: () => count,
    lag: () => lag,
    accounts: new Set([...(options.accounts ?? []), ...(options.tokens ?? []).map(({ login }) => login)]),
    mostTreeEntries: options.mostTreeEntries ?? 100_000,
    tell: (change) => webhooks?.tell(change),
    get webhooks() {
      return webhooks;
    },
  };
  const { webhooks: setup } = options;
  const webhooks = setup && webhookSender(world, { setup, violations });
  for (const app of world.apps) {
    for (const installation of app.installations) {
      const { token, repositories, permissions } = installation;
      if (token === undefined) continue;
      world.issued.set(token, { token, app, installation, repositories, permissions, expiresAtMs: Infinity });
    }
  }
  for (const setup of options.repositories) world.repositories.push(newRepository(world, setup));
  return {
    url: server.url,
    requests: server.requests,
    violations,
    repository: (name) => peopleOf(world, name),
    setLag: (next) => {
      lag = next;
    },
    setFaults: (next) => {
      faultOf = next;
    },
    get webhooks() {
      if (webhooks === undefined) throw new Error('This fake was started without webhooks');
      return webhooks;
    },
    [Symbol.asyncDispose]: async () => {
      await webhooks?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface Service {
  readonly routes: Readonly<Record<string, Route>>;
  readonly limiter: RateLimiter;
  readonly violations: string[];
  readonly created: JustCreated;
}

function serve(request: HttpRequest, world: World, service: Service): HttpAnswer {
  const address = new URL(request.path, world.url);
  const found = operationOf(request.method, address.pathname) ?? numbered(request, address, world);
  if (found === undefined) {
    service.violations.push(`${request.method} ${address.pathname}: GitHub has no such operation`);
    return httpAnswer(new Refusal(404, 'Not Found').answer);
  }
  const { operation } = found;
  const { answer, limits, account } = attempt(request, { world, service, address, found });
  const problems = checkAnswer(operation, answer.status, answer.body);
  if (problems.length > 0) {
    const violation = `${operation.id}: answer ${answer.status}: ${problems.join('; ')}`;
    service.violations.push(violation);
    return {
      status: 500,
      headers: { 'content-type': 'text/plain' },
      body: `The fake would not answer as GitHub does. ${violation}`,
    };
  }
  const tagged = withTag(request, answer);
  const left = tagged.status === 304 ? service.limiter.giveBack(account, world.now()) : limits;
  return httpAnswer({ ...tagged, headers: { ...left, ...COMMON, ...tagged.headers } });
}

const COMMON = { 'x-github-media-type': 'github.v3; format=json', 'x-github-request-id': 'FAKE:0001' };

interface Addressed {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** The call, up to its answer or to why there is none. */
function attempt(
  request: HttpRequest,
  {
    world,
    service,
    address,
    found,
  }: { readonly world: World; readonly service: Service; readonly address: URL; readonly found: Addressed },
): { readonly answer: Answer; readonly limits: Record<string, string>; readonly account: string } {
  const { operation } = found;
  let limits: Record<string, string> = {};
  let account = '';
  try {
    const actor = actorOf(request.headers, world);
    account = accountOf(actor);
    limits = service.limiter.take(account, request.method, world.now());
    const checked = checkRequest(operation, { path: found.path, query: address.searchParams, body: request.body });
    if (checked.problems.length > 0) {
      service.violations.push(`${operation.id}: ${checked.problems.join('; ')}`);
      throw new Refusal(422, `Invalid request.\n\n${operation.id}: ${checked.problems.join('; ')}`);
    }
    const route = service.routes[operation.id];
    if (route === undefined) {
      service.violations.push(`${operation.id}: the fake cannot do this`);
      throw new Refusal(501, `The fake cannot do ${operation.id}`);
    }
    const call: Call = {
      world,
      operation,
      actor,
      path: checked.path,
      query: checked.query,
      body: checked.body,
      address,
    };
    if (request.method === 'GET')
      service.created.refuse(address.pathname, { request: world.requestCount(), requests: world.lag().single ?? 0 });
    const answer = route(call);
    service.created.remember(answer, world.requestCount());
    return { answer, limits, account };
  } catch (error) {
    if (error instanceof Refusal) return { answer: error.answer, limits, account };
    throw error;
  }
}

/** `/repositories/17/…` is what a repository is called by where its name has changed. */
function numbered({ method }: HttpRequest, address: URL, world: World): Addressed | undefined {
  const match = /^\/repositories\/(\d+)(\/.*)?$/.exec(address.pathname);
  const repository = world.repositories.find(({ id }) => id === Number(match?.[1]));
  return repository && operationOf(method, `/repos/${repository.owner}/${repository.name}${match?.[2] ?? ''}`);
}

function accountOf(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
    case 'installation':
      return actor.login;
    case 'app':
      return `app ${actor.app.id}`;
    case 'anonymous':
      return 'anonymous';
  }
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api (conditional requests) */
function withTag({ method, headers }: HttpRequest, answer: Answer): Answer {
  if (method !== 'GET' || answer.status !== 200) return answer;
  const tag = `W/"${createHash('sha256').update(JSON.stringify(answer.body)).digest('hex')}"`;
  const tagged = { ...answer.headers, etag: tag };
  if (headers['if-none-match'] === tag) return { status: 304, headers: tagged, body: undefined };
  return { ...answer, headers: tagged };
}
