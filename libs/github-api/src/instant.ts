import { z } from 'zod';

/** `2026-11-26T05:00:00Z`, or with an offset. */
export const instant: z.ZodType<Date> = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
