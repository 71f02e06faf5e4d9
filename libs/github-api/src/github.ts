import { gitObjects } from './contents/git-objects.ts';
import { appDeliveries } from './deliveries/app-deliveries.ts';
import type { AppDeliveries } from './deliveries/app-delivery.ts';
import type { GitHubOptions } from './github-options.ts';
import { identityOf } from './identity.ts';
import { openRepository } from './open-repository.ts';
import { repositoryPlace } from './place.ts';
import { remembered } from './remembered.ts';
import type { GitHubRepository } from './repository.ts';
import { repositoryIssues, type RepositoryIssues } from './repository-issues.ts';
import { githubRequests } from './requests.ts';

export interface GitHub {
  /** @param repository `acme/databases` @throws RangeError for what is no name of one */
  readonly issues: (repository: string) => RepositoryIssues;
  /** With its contents, branches, pull requests and checks. @param repository `acme/databases` @throws RangeError for what is no name of one */
  readonly repository: (repository: string) => GitHubRepository;
  /** What the app was told and what not; undefined: a token is no app. */
  readonly appDeliveries: AppDeliveries | undefined;
}

/** Does not ask anything yet. @throws RangeError for an address or a user agent that cannot be */
export function openGitHub(options: GitHubOptions): GitHub {
  if (options.baseUrl !== undefined && !/^https?:$/.test(URL.parse(options.baseUrl)?.protocol ?? ''))
    throw new RangeError(
      `GitHub's address is ${options.baseUrl}; expected one such as https://github.example.org/api/v3.`,
    );
  const requests = githubRequests(options);
  const author = remembered((signal) => identityOf(requests, signal));
  const objects = gitObjects(requests);
  return {
    issues: (repository) => {
      refuseOtherNames(repository);
      return repositoryIssues(requests, repositoryPlace(requests, repository), author);
    },
    repository: (repository) => {
      refuseOtherNames(repository);
      const place = repositoryPlace(requests, repository);
      return openRepository(requests, { place, objects, issues: repositoryIssues(requests, place, author) });
    },
    appDeliveries: options.auth.kind === 'app' ? appDeliveries(requests) : undefined,
  };
}

function refuseOtherNames(repository: string): void {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new RangeError(`The repository is "${repository}"; expected its owner and name, such as acme/databases.`);
}
