import { answered, created, invalid, notFound, type Call, type Route } from '../answer.ts';
import { labelJson } from '../answers/issue-json.ts';
import { paged } from '../pages.ts';
import type { Issue, Label, Repository, World } from '../world.ts';
import { issueOf, issuesOf } from './issues.ts';

/** @see https://docs.github.com/en/rest/issues/labels */
export const labelRoutes: Readonly<Record<string, Route>> = {
  'issues/list-labels-for-repo': (call) => {
    const repository = issuesOf(call, 'read');
    return paged([...repository.labels.values()], call, (page) =>
      page.map((label) => labelJson(call.world, repository, label)),
    );
  },

  'issues/get-label': (call) => {
    const repository = issuesOf(call, 'read');
    const label = repository.labels.get(String(call.path['name']).toLowerCase());
    if (label === undefined) throw notFound();
    return answered(labelJson(call.world, repository, label));
  },

  'issues/create-label': (call) => {
    const repository = issuesOf(call, 'write');
    const { name, color = 'ededed', description = null } = call.body as NewLabel;
    if (name.length > 50 || name.trim() === '') throw invalid({ resource: 'Label', field: 'name', code: 'invalid' });
    if (!/^[0-9a-f]{6}$/i.test(color))
      throw invalid({ resource: 'Label', field: 'color', code: 'invalid', value: color });
    if (description !== null && description.length > 100)
      throw invalid({ resource: 'Label', field: 'description', code: 'invalid' });
    if (repository.labels.has(name.toLowerCase()))
      throw invalid({ resource: 'Label', field: 'name', code: 'already_exists', value: name });
    const label = { id: call.world.nextId(), name, color, description };
    repository.labels.set(name.toLowerCase(), label);
    return created(labelJson(call.world, repository, label));
  },

  'issues/list-labels-on-issue': (call) => {
    const repository = issuesOf(call, 'read');
    return paged(labelsOf(repository, issueOf(call, repository)), call, (page) =>
      page.map((label) => labelJson(call.world, repository, label)),
    );
  },

  'issues/add-labels': (call) => {
    const repository = issuesOf(call, 'write');
    const issue = issueOf(call, repository);
    const wanted = call.body as { readonly labels?: readonly string[] } | readonly string[];
    const names = 'labels' in wanted ? (wanted.labels ?? []) : (wanted as readonly string[]);
    const labels = [...new Set([...issue.labels, ...ensureLabels(call.world, repository, names)])];
    if (labels.length > MOST_LABELS) throw invalid({ resource: 'Issue', field: 'labels', code: 'invalid' });
    return saved(call, repository, { ...issue, labels });
  },

  'issues/remove-label': (call) => {
    const repository = issuesOf(call, 'write');
    const issue = issueOf(call, repository);
    const name = String(call.path['name']).toLowerCase();
    if (!issue.labels.some((label) => label.toLowerCase() === name)) throw notFound();
    return saved(call, repository, { ...issue, labels: issue.labels.filter((label) => label.toLowerCase() !== name) });
  },
};

const MOST_LABELS = 100;

interface NewLabel {
  readonly name: string;
  readonly color?: string;
  readonly description?: string | null;
}

/** Labels that are missing come into being, in grey. @returns their names as they are written there */
export function ensureLabels(world: World, repository: Repository, names: readonly string[]): readonly string[] {
  if (names.length > MOST_LABELS) throw invalid({ resource: 'Issue', field: 'labels', code: 'invalid' });
  return [...new Set(names)].map((name) => {
    if (name.length > 50) throw invalid({ resource: 'Label', field: 'name', code: 'invalid', value: name });
    const known = repository.labels.get(name.toLowerCase());
    if (known !== undefined) return known.name;
    repository.labels.set(name.toLowerCase(), { id: world.nextId(), name, color: 'ededed', description: null });
    return name;
  });
}

function labelsOf(repository: Repository, issue: Issue): readonly Label[] {
  return issue.labels.flatMap((name) => repository.labels.get(name.toLowerCase()) ?? []);
}

function saved(call: Call, repository: Repository, issue: Issue): ReturnType<Route> {
  const changed = { ...issue, updatedAtMs: call.world.now() };
  repository.issues.set(issue.number, changed);
  return answered(labelsOf(repository, changed).map((label) => labelJson(call.world, repository, label)));
}
