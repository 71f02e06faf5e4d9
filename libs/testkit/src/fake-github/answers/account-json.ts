import type { AppSetup, World } from '../world.ts';

/** The same number for a login in each answer. */
function accountId(login: string): number {
  return Buffer.from(login, 'utf8').reduce((sum, byte) => (sum * 31 + byte) % 100_000_000, 7) + 1;
}

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`0:${kind}${id}`).toString('base64');
}

export function accountJson({ url }: World, login: string): Record<string, unknown> {
  const id = accountId(login);
  const self = `${url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${url}/avatars/${id}`,
    gravatar_id: '',
    url: self,
    html_url: `${url}/${encodeURIComponent(login)}`,
    followers_url: `${self}/followers`,
    following_url: `${self}/following{/other_user}`,
    gists_url: `${self}/gists{/gist_id}`,
    starred_url: `${self}/starred{/owner}{/repo}`,
    subscriptions_url: `${self}/subscriptions`,
    organizations_url: `${self}/orgs`,
    repos_url: `${self}/repos`,
    events_url: `${self}/events{/privacy}`,
    received_events_url: `${self}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

/** GET /user: what is said of an account beyond what stands beside each comment. */
export function profileJson(world: World, login: string): Record<string, unknown> {
  const nothing = { name: null, company: null, blog: '', location: null, email: null, hireable: null, bio: null };
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  const dates = { created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z' };
  return { ...accountJson(world, login), ...nothing, ...counts, ...dates };
}

export function appJson(world: World, { id, slug, installations }: AppSetup): Record<string, unknown> {
  return {
    id,
    slug,
    node_id: nodeId('Integration', id),
    owner: accountJson(world, installations[0]?.account ?? 'acme'),
    name: slug,
    description: null,
    external_url: 'https://example.org',
    html_url: `${world.url}/apps/${slug}`,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    permissions: installations[0]?.permissions ?? {},
    events: [],
  };
}
