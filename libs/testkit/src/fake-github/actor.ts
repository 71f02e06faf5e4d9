import { verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './answer.ts';
import type { AppSetup, IssuedToken, World } from './world.ts';

export type Actor =
  | { readonly kind: 'user'; readonly login: string; readonly scopes: readonly string[] }
  /** An app acting in one installation, as `slug[bot]`. */
  | { readonly kind: 'installation'; readonly login: string; readonly token: IssuedToken }
  /** An app as itself: it can only look at itself and ask for tokens. */
  | { readonly kind: 'app'; readonly app: AppSetup }
  | { readonly kind: 'anonymous' };

/** @throws Refusal 401 where credentials are wrong or have expired; none at all are nobody's */
export function actorOf(headers: IncomingHttpHeaders, world: World): Actor {
  if (headers['user-agent'] === undefined)
    throw new Refusal(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header',
    );
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ');
  if (scheme === '') return { kind: 'anonymous' };
  if (!/^(bearer|token)$/i.test(scheme)) throw badCredentials();
  if (credentials.split('.').length === 3) return { kind: 'app', app: appOf(credentials, world) };
  const issued = world.issued.get(credentials);
  if (issued !== undefined) {
    if (issued.expiresAtMs <= world.now()) throw badCredentials();
    return { kind: 'installation', login: `${issued.app.slug}[bot]`, token: issued };
  }
  const known = world.tokens.find(({ token }) => token === credentials);
  if (known === undefined) throw badCredentials();
  return { kind: 'user', login: known.login, scopes: known.scopes };
}

export function loginOf(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
    case 'installation':
      return actor.login;
    case 'app':
    case 'anonymous':
      throw new Refusal(401, 'Requires authentication');
  }
}

function badCredentials(): Refusal {
  return new Refusal(401, 'Bad credentials');
}

/** RS256, issued by an app that is known, for at most ten minutes, and not over. */
function appOf(jwt: string, world: World): AppSetup {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  const app = world.apps.find(({ id }) => String(id) === String(claims['iss']));
  if (app === undefined) throw new Refusal(401, "'Issuer' claim ('iss') must be an Integer");
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    app.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) throw new Refusal(401, 'A JSON web token could not be decoded');
  const { iat, exp } = claims as { readonly iat: number; readonly exp: number };
  const now = world.now() / 1000;
  if (exp <= now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp - Math.min(iat, now) > 660)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  return app;
}
