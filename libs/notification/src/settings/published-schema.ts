import { z } from 'zod';
import { notifySchema } from './settings-schema.ts';

/** JSON Schema of `notify.yaml`, for editors. `npm run schema` writes it to `schema/notify.schema.json`. */
export function publishedNotifySchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(notifySchema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return { title: 'Who is told of incidents', ...schema };
}
