import {
  eventsOf,
  readAction,
  readWorkflow,
  type Job,
  type Permissions,
  type Step,
  type Workflow,
} from './workflow-files.ts';

/** What commands in workflows may name. */
export interface Programs {
  /** Of `package.json`. */
  readonly scripts: readonly string[];
  /** Of `node_modules/.bin`. */
  readonly binaries: readonly string[];
  /** By binary, for those whose subcommands are known. */
  readonly subcommands: Readonly<Record<string, readonly string[]>>;
  readonly exists: (path: string) => boolean;
}

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
/** They run with the rights of the default branch on what a stranger sent. */
const DANGEROUS = ['pull_request_target', 'workflow_run'];
const BY_STRANGERS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];

/** What is wrong with a workflow or an action, each with its place. */
export function workflowFlaws(path: string, text: string, programs: Programs): readonly string[] {
  const isAction = /\/action\.ya?ml$/.test(path);
  const flaws = isAction
    ? stepsFlaws(readAction(text).runs?.steps, programs)
    : flawsOfWorkflow(readWorkflow(text), programs);
  return flaws.map((flaw) => `${path}: ${flaw}`);
}

function flawsOfWorkflow(workflow: Workflow, programs: Programs): readonly string[] {
  const events = eventsOf(workflow);
  const { permissions, concurrency, jobs = {} } = workflow;
  const flaws = events.filter((event) => DANGEROUS.includes(event)).map((event) => `is started by ${event}`);
  if (!isNothing(permissions)) flaws.push('permissions at its top are not {}');
  if (concurrency === undefined) flaws.push('no concurrency');
  const byStrangers = events.some((event) => BY_STRANGERS.includes(event));
  for (const [name, job] of Object.entries(jobs)) {
    const found = jobFlaws(job, programs);
    if (byStrangers && mayWrite(job.permissions)) found.push('may write on what a pull request says');
    flaws.push(...found.map((flaw) => `${name}: ${flaw}`));
  }
  return flaws;
}

function jobFlaws(job: Job, programs: Programs): string[] {
  const flaws = [...stepsFlaws(job.steps, programs)];
  if (job.uses !== undefined) flaws.push(...usesFlaws({ uses: job.uses }, programs));
  if (job['timeout-minutes'] === undefined) flaws.push('no timeout-minutes');
  if (job.permissions === undefined) flaws.push('no permissions of its own');
  return flaws;
}

function isNothing(permissions: Permissions | undefined): boolean {
  return typeof permissions === 'object' && Object.keys(permissions).length === 0;
}

function mayWrite(permissions: Permissions | undefined): boolean {
  if (permissions === undefined) return false;
  if (typeof permissions === 'string') return permissions !== 'read-all';
  return Object.values(permissions).includes('write');
}

function stepsFlaws(steps: readonly Step[] | undefined, programs: Programs): readonly string[] {
  return (steps ?? []).flatMap((step) => [...usesFlaws(step, programs), ...runFlaws(step.run ?? '', programs)]);
}

function usesFlaws({ uses, with: given = {} }: Step, { exists }: Programs): readonly string[] {
  if (uses === undefined) return [];
  if (uses.startsWith('./')) return exists(uses) ? [] : [`there is no ${uses}`];
  if (!PINNED.test(uses)) return [`${uses} is not pinned by a commit`];
  return uses.startsWith('actions/checkout@') && given['persist-credentials'] !== false
    ? ['its checkout leaves credentials behind']
    : [];
}

function runFlaws(run: string, programs: Programs): readonly string[] {
  const flaws = run.includes('${{') ? ['an expression within a command'] : [];
  const words = run.split('\n').map((line) => line.trim().split(/\s+/));
  return [...flaws, ...words.flatMap((line) => commandFlaws(line, programs))];
}

function commandFlaws([first = '', second = '', third = '']: readonly string[], programs: Programs): readonly string[] {
  const { scripts, binaries, subcommands, exists } = programs;
  if (first === 'npm') {
    if (second === 'ci') return [];
    const script = second === 'run' ? third : second;
    return scripts.includes(script) ? [] : [`npm has no ${script} here`];
  }
  if (first.startsWith('.')) return exists(first) ? [] : [`there is no ${first}`];
  if (first !== 'npx') return [];
  if (!binaries.includes(second)) return [`npx has no ${second} here`];
  const known = subcommands[second];
  return known === undefined || known.includes(third) ? [] : [`${second} has no ${third}`];
}
