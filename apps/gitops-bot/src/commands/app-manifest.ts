export interface AppManifest {
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly hook_attributes: { readonly url: string; readonly active: boolean };
  readonly redirect_url: string;
  readonly public: boolean;
  readonly default_permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly default_events: readonly string[];
}

/**
 * What GitHub makes an App of, with the least that the bot needs.
 * @see https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export const APP_MANIFEST: AppManifest = {
  name: 'postgres-ha-bot',
  url: 'https://bot.example.com',
  description:
    'Opens pull requests that say what they will do to running databases. Never merges, never touches a database.',
  hook_attributes: { url: 'https://bot.example.com/webhooks/github', active: true },
  redirect_url: 'https://bot.example.com/',
  public: false,
  default_permissions: {
    metadata: 'read',
    contents: 'write',
    pull_requests: 'write',
    issues: 'write',
    checks: 'write',
  },
  default_events: ['check_run', 'issue_comment', 'issues', 'merge_group', 'pull_request', 'push'],
};

/** How to make one, step by step. */
export function appText(): string {
  return `A GitHub App for gitops-bot

It needs these permissions of the repositories that it is installed in, and no others:
  contents: write        its own branches postgres-ha/…, below environments/ only
  pull requests: write   to open its pull requests and bring them up to date
  issues: write          to answer comments, and for the dashboard
  checks: write          its check run postgres-ha/plan
  metadata: read         who may write to the repository
It has no permission for workflows, administration, members or secrets. Rulesets bind it as anybody.

1. In the organization: Settings > Developer settings > GitHub Apps > New GitHub App. Set the
   permissions and events of the manifest below by hand; or send the manifest by a form, as GitHub's
   page "Registering a GitHub App from a manifest" says.
2. Webhook: the address where \`serve\` is reached by HTTPS, content type application/json, and a secret
   of your own: openssl rand -hex 32.
3. Make a private key on the page of the App. GitHub shows it once.
4. Install the App in the repository with your environments, and in no other. The number at the end
   of the installation's address is installationId; App ID on the App's page is appId.
5. Write a configuration (\`gitops-bot explain config\`), start \`gitops-bot serve\`, and look for the
   ping among the App's recent deliveries. Comment /help on any issue.
6. In the ruleset of the default branch: require a pull request with an approval of a code owner, and
   the check postgres-ha/plan of this App.

${JSON.stringify(APP_MANIFEST, null, 2)}
`;
}
