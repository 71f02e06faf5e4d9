import { sharedArchives, type Problem } from '@postgres-ha/environment';
import { renderEnvironment, type Rendering } from '@postgres-ha/rendering';
import { readRepository } from '@postgres-ha/git-checkout/repository';

export type RepositoryRendering =
  | { readonly kind: 'rendered'; readonly renderings: readonly Rendering[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Renders environments in memory. A problem in one of them refuses all: nothing may be half done. */
export function renderRepository(root: string, names: readonly string[]): RepositoryRendering {
  const repository = readRepository(root, names);
  if (repository.kind === 'refused') return repository;
  const results = repository.environments.map(renderEnvironment);
  const renderings = results.filter((result) => 'files' in result);
  const problems = [
    ...results.flatMap((result) => ('files' in result ? [] : result)),
    ...sharedArchives(renderings.map(({ environment }) => environment)),
  ];
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'rendered', renderings };
}
