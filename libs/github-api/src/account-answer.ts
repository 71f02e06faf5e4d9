import type { Author } from '@postgres-ha/change-request';
import { z } from 'zod';

export interface AccountAnswer {
  readonly login: string;
  readonly type?: string | undefined;
}

export const accountAnswer: z.ZodType<AccountAnswer> = z.object({ login: z.string(), type: z.string().optional() });

/** Whatever says that it is an app is one, by its type or by its name; an account that is gone has no name. */
export function authorFrom(account: AccountAnswer | null): Author {
  const login = account?.login ?? '';
  return { login, kind: account?.type === 'Bot' || login.endsWith('[bot]') ? 'bot' : 'person' };
}
