import { z } from 'zod';
import { fitting } from './fitting.ts';
import { GitHubError } from './github-error.ts';
import { remembered } from './remembered.ts';
import type { GitHubRequests } from './requests.ts';

/** A repository's owner and name. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** Where a repository is. One that was renamed is still found by its old name, but nothing can be written under it. */
export interface RepositoryPlace {
  /** As it was named. */
  readonly named: Place;
  /** Does something where it is now. Where that turns out to be elsewhere, the next time asks again. */
  readonly here: <T>(act: (at: Place) => Promise<T>, signal: AbortSignal) => Promise<T>;
}

const answer = z.object({ name: z.string(), owner: z.object({ login: z.string() }) });

/** @param repository `acme/databases` */
export function repositoryPlace({ octokit, read }: GitHubRequests, repository: string): RepositoryPlace {
  const [owner = '', repo = ''] = repository.split('/');
  const named = { owner, repo };
  const place = remembered<Place>(async (signal) => {
    const { data } = await read(
      'repos/get',
      (request) => octokit.rest.repos.get({ ...named, request }).then(fitting(answer)),
      signal,
    );
    return { owner: data.owner.login, repo: data.name };
  });
  return {
    named,
    here: async (act, signal) => {
      try {
        return await act(await place.get(signal));
      } catch (error) {
        if (error instanceof GitHubError && error.problem === 'moved') place.forget();
        throw error;
      }
    },
  };
}
