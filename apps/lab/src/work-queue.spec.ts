import { expect, test } from 'vitest';
import { createWorkQueue } from './work-queue.ts';

test('work is done one after the other, also after work that failed, and its length is told', async () => {
  const lengths: number[] = [];
  const log: string[] = [];
  await using queue = createWorkQueue((length) => lengths.push(length));
  const work = (name: string) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
    return name;
  };
  const first = queue.run(work('first'));
  const broken = queue.run(() => Promise.reject(new Error('broken')));
  const last = queue.run(work('last'));
  await expect(broken).rejects.toThrow('broken');
  expect([await first, await last]).toEqual(['first', 'last']);
  expect(log).toEqual(['first begins', 'first ends', 'last begins', 'last ends']);
  expect(lengths).toEqual([1, 2, 3, 2, 1, 0]);
});

test('what waits when the queue ends is not begun, what was begun is waited for', async () => {
  const log: string[] = [];
  const queue = createWorkQueue(() => undefined);
  let finish = (): void => undefined;
  const begun = queue.run(async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    log.push('begun work ends');
  });
  const waiting = queue.run(() => Promise.resolve(log.push('waiting work runs')));
  const refused = expect(waiting).rejects.toThrow('The lab ends.');
  await Promise.resolve();
  const ended = queue[Symbol.asyncDispose]().then(() => log.push('queue ends'));
  finish();
  await Promise.all([begun, refused, ended]);
  expect(log).toEqual(['begun work ends', 'queue ends']);
});
