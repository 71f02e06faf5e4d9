import { openDelivery } from '@postgres-ha/change-delivery';
import { FORMS } from '@postgres-ha/change-request';
import { openGitHub, type GitHubRepository, type IssueLabel } from '@postgres-ha/github-api';
import { digest, GENERATOR } from '../generator.ts';
import type { BotOptions, BotRepository, OpenBot } from '../machine.ts';
import { readRateLimit } from '../serve/rate-limit.ts';
import { isDueAgain } from './due-again.ts';
import { factsFrom } from './facts-from.ts';

const FORM_LABELS: readonly IssueLabel[] = FORMS.map(({ label, kind }) => ({
  name: label,
  color: '336791',
  description: `The bot reads this issue as /${kind}`,
}));

/** On GitHub itself. */
export const openBot: OpenBot = (options) => {
  const github = openGitHub({
    auth: options.auth,
    baseUrl: options.apiUrl,
    userAgent: GENERATOR,
    ...(options.writeIntervalMs !== undefined && { writeIntervalMs: options.writeIntervalMs }),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const limit = readRateLimit(response.headers);
      if (limit !== undefined) options.onLimit(limit);
      return response;
    },
  });
  return {
    repository: (name) => botRepository(github.repository(name), options),
    askAgain: async (since, signal) => {
      const { appDeliveries } = github;
      if (appDeliveries === undefined) return 0;
      const now = new Date(options.clock.now());
      const due = (await appDeliveries.failed(since, { signal })).filter((delivery) => isDueAgain(delivery, now));
      for (const delivery of due) await appDeliveries.redeliver(delivery, { signal });
      return due.length;
    },
  };
};

function botRepository(repository: GitHubRepository, { facts, clock, log, dashboard }: BotOptions): BotRepository {
  return openDelivery({
    ...{ repository, facts: factsFrom(facts, repository), generator: GENERATOR, digest },
    clock: () => new Date(clock.now()),
    log: (level, event, fields) => {
      log[level](event, { repository: repository.name, ...fields });
    },
    ...(dashboard !== undefined && { dashboard: { title: dashboard } }),
    labels: FORM_LABELS,
  });
}
