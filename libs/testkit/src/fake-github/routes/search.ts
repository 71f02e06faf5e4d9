import { repositoriesFor } from '../access.ts';
import { Refusal, type Route } from '../answer.ts';
import { issueJson } from '../answers/issue-json.ts';
import { paged } from '../pages.ts';
import type { Issue, Repository } from '../world.ts';

/** Words in title and body, and the qualifiers `repo:`, `is:`, `state:`, `author:`, `label:`, `in:`. It lags as lists do. */
export const searchRoutes: Readonly<Record<string, Route>> = {
  'search/issues-and-pull-requests': (call) => {
    const terms = String(call.query['q']).match(/[a-z]+:"[^"]*"|[a-z]+:\S+|"[^"]*"|\S+/g) ?? [];
    const qualified = terms.map((term) => /^([a-z]+):"?([^"]*)"?$/.exec(term));
    const words = terms
      .filter((_, index) => qualified[index] == null)
      .map((term) => term.replaceAll('"', '').toLowerCase());
    const tests = qualified.flatMap((match) =>
      match === null ? [] : [{ key: match[1] ?? '', value: match[2] ?? '' }],
    );
    const repositories = tests.filter(({ key }) => key === 'repo').map(({ value }) => value.toLowerCase());
    const found = repositoriesFor(call.world, call.actor)
      .filter(({ owner, name }) => repositories.length === 0 || repositories.includes(`${owner}/${name}`.toLowerCase()))
      .flatMap((repository) =>
        [...repository.issues.listed().values()]
          .filter((issue) => tests.every((test) => qualifies(repository, issue, test)))
          .filter(({ title, body }) => words.every((word) => `${title}\n${body ?? ''}`.toLowerCase().includes(word)))
          .map((issue) => ({ ...issueJson(call.world, repository, issue), score: 1 })),
      );
    return paged(found, call, (items) => ({
      total_count: found.length,
      incomplete_results: false,
      search_type: 'lexical',
      items,
    }));
  },
};

function qualifies(
  repository: Repository,
  issue: Issue,
  { key, value }: { readonly key: string; readonly value: string },
): boolean {
  switch (key) {
    case 'repo':
    case 'in':
      return true;
    case 'is':
      if (value === 'issue' || value === 'pr') return repository.pulls.current.has(issue.number) === (value === 'pr');
      return value === issue.state;
    case 'state':
      return value === issue.state;
    case 'author':
      return value === issue.author;
    case 'label':
      return issue.labels.some((name) => name.toLowerCase() === value.toLowerCase());
    default:
      throw new Refusal(422, `The fake's search knows no qualifier ${key}:`);
  }
}
