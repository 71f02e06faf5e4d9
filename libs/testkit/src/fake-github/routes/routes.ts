import type { Route } from '../answer.ts';
import { accountRoutes } from './accounts.ts';
import { checkRoutes } from './checks.ts';
import { collaboratorRoutes } from './collaborators.ts';
import { commentRoutes } from './comments.ts';
import { commitRoutes } from './commits.ts';
import { contentRoutes } from './contents.ts';
import { refRoutes } from './git-refs.ts';
import { gitRoutes } from './git.ts';
import { hookDeliveryRoutes } from './hook-deliveries.ts';
import { issueRoutes } from './issues.ts';
import { labelRoutes } from './labels.ts';
import { pullRoutes } from './pulls.ts';
import { searchRoutes } from './search.ts';

/** What the fake can do, by GitHub's names. */
export const ROUTES: Readonly<Record<string, Route>> = {
  ...accountRoutes,
  ...checkRoutes,
  ...collaboratorRoutes,
  ...commentRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...gitRoutes,
  ...refRoutes,
  ...hookDeliveryRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...pullRoutes,
  ...searchRoutes,
};
