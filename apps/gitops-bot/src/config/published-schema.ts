import { z } from 'zod';
import { configSchema } from './config-schema.ts';

/** What editors check a file against while it is written. */
export function publishedConfigSchema(): object {
  return {
    ...z.toJSONSchema(configSchema, { target: 'draft-2020-12', io: 'input' }),
    title: 'Configuration of gitops-bot',
  };
}
