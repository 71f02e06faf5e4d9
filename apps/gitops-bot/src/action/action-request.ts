import { refuse, readAs, type InputProblem, type Reading } from '@postgres-ha/command-line';
import type { GitHubAuth } from '@postgres-ha/github-api';

/** What a workflow's environment says. */
export interface ActionRequest {
  readonly auth: GitHubAuth;
  readonly apiUrl: string;
  /** `acme/databases` */
  readonly repository: string;
  /** `issue_comment`, `schedule`, … */
  readonly event: string;
  /** The file with what GitHub tells of it. */
  readonly eventPath: string;
  readonly runId: string;
  /** Page of the run. */
  readonly runUrl: string;
  readonly actor: string;
  /** For `workflow_dispatch`: what would be written as a comment. Empty: none. */
  readonly command: string;
  /** Files that take what the workflow is told; undefined outside of one. */
  readonly outputPath: string | undefined;
  readonly summaryPath: string | undefined;
  readonly dashboard: string | undefined;
  /** Undefined: as GitHub asks for. */
  readonly writeIntervalMs: number | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** All that is wrong with it at once. */
export function readActionRequest(env: Env): Reading<ActionRequest> {
  const problems: InputProblem[] = [];
  const needed = (name: string, { expected, fits }: { readonly expected: string; readonly fits: RegExp }): string => {
    const value = env[name] ?? '';
    if (fits.test(value)) return value;
    const found = value === '' ? 'nothing' : 'another text';
    problems.push({ where: name, found, expected, remedy: 'GitHub sets it in a workflow; set it by hand elsewhere.' });
    return '';
  };
  const event = needed('GITHUB_EVENT_NAME', { expected: 'the name of an event', fits: /^[a-z_]{1,64}$/ });
  const eventPath = needed('GITHUB_EVENT_PATH', { expected: 'the file of the event', fits: /./ });
  const repository = needed('GITHUB_REPOSITORY', { expected: 'owner and name', fits: /^[\w.-]+\/[\w.-]+$/ });
  const apiUrl = env['GITHUB_API_URL'] ?? 'https://api.github.com';
  if (!/^https?:/.test(apiUrl) || !URL.canParse(apiUrl)) {
    const expected = 'an http or https address';
    problems.push({ where: 'GITHUB_API_URL', found: 'another text', expected, remedy: 'Correct it.' });
  }
  const auth = authOf(env);
  const interval = env['GITOPS_BOT_WRITE_INTERVAL_MS'] ?? '';
  if (auth === undefined) {
    problems.push({
      where: 'GITOPS_BOT_TOKEN',
      found: 'no token',
      expected:
        'a token in GITOPS_BOT_TOKEN or GITHUB_TOKEN, or GITOPS_BOT_APP_ID, GITOPS_BOT_INSTALLATION_ID and GITOPS_BOT_PRIVATE_KEY',
      remedy: 'Hand it to the step by `env`.',
    });
  }
  if (problems.length > 0 || auth === undefined) return refuse(...problems);
  const runId = /^\d{1,20}$/.test(env['GITHUB_RUN_ID'] ?? '') ? (env['GITHUB_RUN_ID'] ?? '') : '0';
  return readAs({
    ...{ auth, apiUrl, repository, event, eventPath, runId },
    runUrl: `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/actions/runs/${runId}`,
    actor: env['GITHUB_TRIGGERING_ACTOR'] ?? env['GITHUB_ACTOR'] ?? '',
    command: env['GITOPS_BOT_COMMAND'] ?? '',
    outputPath: filled(env['GITHUB_OUTPUT']),
    summaryPath: filled(env['GITHUB_STEP_SUMMARY']),
    dashboard: filled(env['GITOPS_BOT_DASHBOARD']),
    writeIntervalMs: /^\d{1,5}$/.test(interval) ? Number(interval) : undefined,
  });
}

/** Whose token a workflow's own is, which must not ask. */
const WORKFLOW_LOGIN = 'github-actions[bot]';

function authOf(env: Env): GitHubAuth | undefined {
  const named = filled(env['GITOPS_BOT_TOKEN']);
  const token = named ?? filled(env['GITHUB_TOKEN']);
  const login = filled(env['GITOPS_BOT_LOGIN']);
  if (token !== undefined)
    return { kind: 'token', token, login: login ?? (named === undefined ? WORKFLOW_LOGIN : undefined) };
  const number = (name: string): number => Number(filled(env[name]) ?? Number.NaN);
  const [appId, installationId] = [number('GITOPS_BOT_APP_ID'), number('GITOPS_BOT_INSTALLATION_ID')];
  const privateKey = filled(env['GITOPS_BOT_PRIVATE_KEY']);
  if (privateKey === undefined || !Number.isInteger(appId) || !Number.isInteger(installationId)) return undefined;
  return { kind: 'app', appId, installationId, privateKey };
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
