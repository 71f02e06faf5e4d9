import type { GitHubOptions } from './github-options.ts';
import { identityOf } from './identity.ts';
import { remembered } from './remembered.ts';
import { repositoryIssues, type RepositoryIssues } from './repository-issues.ts';
import { githubRequests } from './requests.ts';

export interface GitHub {
  /** @param repository `acme/databases` */
  readonly issues: (repository: string) => RepositoryIssues;
}

/** Does not ask anything yet. @throws RangeError for an address or a user agent that cannot be */
export function openGitHub(options: GitHubOptions): GitHub {
  if (options.baseUrl !== undefined && !/^https?:$/.test(URL.parse(options.baseUrl)?.protocol ?? ''))
    throw new RangeError(
      `GitHub's address is ${options.baseUrl}; expected one such as https://github.example.org/api/v3.`,
    );
  const requests = githubRequests(options);
  const author = remembered((signal) => identityOf(requests, signal));
  return {
    issues: (repository) => {
      if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
        throw new RangeError(`The repository is "${repository}"; expected its owner and name, such as acme/databases.`);
      return repositoryIssues(requests, repository, author);
    },
  };
}
