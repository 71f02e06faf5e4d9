import type { z } from 'zod';

/** An answer that does not say what GitHub's would: of a proxy, or of another server. What it says is not kept. */
export class UnfitAnswer extends Error {
  readonly status: number;

  constructor(status: number) {
    super('not an answer of GitHub');
    this.name = 'UnfitAnswer';
    this.status = status;
  }
}

interface Answer<T> {
  readonly status: number;
  readonly data: T;
}

/** Checks an answer before anything of it is used. @throws UnfitAnswer */
export function fitting<T>(schema: z.ZodType<T>): (answer: Answer<unknown>) => Answer<T> {
  return ({ status, data }) => {
    const read = schema.safeParse(data);
    if (!read.success) throw new UnfitAnswer(status);
    return { status, data: read.data };
  };
}

/** Checks an answer that has nothing to say but its status, such as 204: a proxy's 200 is none. @throws UnfitAnswer */
export function saying(expected: number): (answer: Answer<unknown>) => { readonly status: number } {
  return ({ status }) => {
    if (status !== expected) throw new UnfitAnswer(status);
    return { status };
  };
}
