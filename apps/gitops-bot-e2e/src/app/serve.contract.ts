import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { BOT, SCALE, SECRET, startAppWorld, TARGET } from './app-world.ts';
import { serveBot, SOON } from './bot-process.ts';

describe('a comment that GitHub tells of', () => {
  test('becomes one pull request, one check and one reply, and lies on the disk before it is answered', async () => {
    await using world = await startAppWorld();
    const config = await world.config();
    await using bot = serveBot(['--config', config]);
    const url = await bot.webhooks();
    await bot.settled();
    const { comment, message } = world.ask(SCALE);
    expect(await world.bring(message, url)).toBe(202);
    const state = join(world.directory.path, 'state-bot/deliveries');
    const lies = [
      ...readdirSync(join(state, 'waiting')),
      ...readdirSync(join(state, 'done')).flatMap((day) => readdirSync(join(state, 'done', day))),
    ];
    expect(lies).toContain(`${message.guid}.json`);
    await bot.settled();
    expect(world.flaws(comment)).toEqual([]);
    const [pull] = world.pulls();
    expect(pull?.author).toBe(BOT);
    expect(world.replies(comment)[0]).toContain(`/pull/${pull?.number ?? 0}`);
  });

  test('three times is done once, now and by the next process', async () => {
    await using world = await startAppWorld();
    const config = await world.config();
    const { comment, message } = world.ask(SCALE);
    {
      await using bot = serveBot(['--config', config]);
      const url = await bot.webhooks();
      expect(await Promise.all([1, 2].map(() => world.bring(message, url)))).toEqual([202, 202]);
      await bot.settled();
      expect(await bot.metric('gitops_bot_deliveries_total{answer="queued"}')).toBe(1);
      expect(await bot.metric('gitops_bot_deliveries_total{answer="seen-before"}')).toBe(1);
      bot.signal('SIGTERM');
      expect(await bot.ended).toMatchObject({ code: 0 });
    }
    await using bot = serveBot(['--config', config]);
    const before = world.github.requests.length;
    await bot.settled();
    const tick = world.github.requests.length;
    expect(await world.bring(message, await bot.webhooks())).toBe(202);
    await bot.settled();
    expect(world.github.requests.length).toBe(tick);
    expect(tick).toBeGreaterThan(before);
    expect(world.flaws(comment)).toEqual([]);
  });

  test('that was sent again under another id, as whoever recorded it could, changes nothing', async () => {
    await using world = await startAppWorld();
    await using bot = serveBot(['--config', await world.config()]);
    const url = await bot.webhooks();
    const { comment, message } = world.ask(SCALE);
    await world.bring(message, url);
    await bot.settled();
    const headers = { ...message.headers, 'x-github-delivery': '00000000-0000-4000-8000-000000000000' };
    const again = await fetch(url, { method: 'POST', headers, body: message.body });
    expect(again.status).toBe(202);
    await bot.settled();
    expect(world.flaws(comment)).toEqual([]);
  });

  test('reaches one of two bots or both, with the same end', async () => {
    await using world = await startAppWorld();
    await using one = serveBot(['--config', await world.config('one')]);
    await using two = serveBot(['--config', await world.config('two')]);
    const urls = [await one.webhooks(), await two.webhooks()];
    const { comment, message } = world.ask(SCALE);
    expect(await Promise.all(urls.map((url) => world.bring(message, url)))).toEqual([202, 202]);
    await Promise.all([one.settled(), two.settled()]);
    expect(world.flaws(comment)).toEqual([]);
  });

  test('while nobody listened is found, whether GitHub is asked for it again or not', async () => {
    await using world = await startAppWorld();
    const { comment, message } = world.ask(SCALE);
    world.github.webhooks.lose(message.guid);
    await using bot = serveBot(['--config', await world.config()]);
    const url = await bot.webhooks();
    // GitHub was asked to send it again, and does.
    const [again] = await eventually(
      'a delivery that was asked for again',
      () => Promise.resolve(world.github.webhooks.held().length > 0 ? world.github.webhooks.held() : undefined),
      SOON,
    );
    expect(again?.guid).toBe(message.guid);
    expect(await world.bring(message, url)).toBe(202);
    await bot.settled();
    expect(world.flaws(comment)).toEqual([]);
  });
});

describe('whatever else reaches it', () => {
  test('with no signature, a wrong one or an old secret is refused, and GitHub is not even asked', async () => {
    await using world = await startAppWorld();
    await using bot = serveBot(['--config', await world.config()]);
    const url = await bot.webhooks();
    await bot.settled();
    const before = world.github.requests.length;
    const { message } = world.ask(SCALE);
    const signed = (secret: string) => `sha256=${createHmac('sha256', secret).update(message.body).digest('hex')}`;
    for (const signature of ['', 'sha256=00', signed('an-old-secret'), signed('')]) {
      const headers = { ...message.headers, 'x-hub-signature-256': signature };
      expect((await fetch(url, { method: 'POST', headers, body: message.body })).status).toBe(401);
    }
    const other = message.body.replace('instances=5', 'instances=7');
    expect((await fetch(url, { method: 'POST', headers: message.headers, body: other })).status).toBe(401);
    await bot.settled();
    expect(world.github.requests.length).toBe(before);
    expect(await bot.metric('gitops_bot_deliveries_total{answer="unverified"}')).toBe(5);
    expect(bot.lines().filter(({ event }) => event === 'delivery-queued')).toEqual([]);
  });

  test('of 10 MB is not read, and slow ones do not keep GitHub waiting', async () => {
    await using world = await startAppWorld();
    await using bot = serveBot(['--config', await world.config()]);
    const url = await bot.webhooks();
    await bot.settled();
    const large = Buffer.alloc(10_000_000, 0x61);
    const headers = {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(large).digest('hex')}`,
    };
    const answer = await fetch(url, { method: 'POST', headers, body: large }).then(
      ({ status }) => status,
      // The connection is closed before all of it was sent.
      () => 'cut-off',
    );
    expect([413, 'cut-off']).toContain(answer);
    expect(await bot.metric('gitops_bot_deliveries_total{answer="too-large"}')).toBe(1);
    const { port, hostname } = new URL(url);
    const slow = Array.from({ length: 100 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write('POST /webhooks/github HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n');
      return socket;
    });
    const { comment, message } = world.ask(SCALE);
    expect(await world.bring(message, url)).toBe(202);
    for (const socket of slow) socket.destroy();
    await bot.settled();
    expect(world.flaws(comment)).toEqual([]);
  });
});

describe('its pages', () => {
  test('show what is claimed and what was done; nobody learns of a stranger’s text there', async () => {
    await using world = await startAppWorld();
    const config = await world.config();
    await using bot = serveBot(['--config', config]);
    const { message } = world.ask(`${SCALE}\n\n<script>alert(1)</script>`);
    await world.bring(message, await bot.webhooks());
    await bot.settled();
    bot.signal('SIGTERM');
    await bot.ended;
    await using next = serveBot(['--config', config]);
    const { repositories } = await next.settled();
    expect(repositories).toMatchObject([{ locks: [{ target: TARGET, pullRequest: 2 }], problem: null }]);
    const { text } = await next.get('/');
    expect(text).toContain(TARGET);
    expect(text).not.toContain('<script');
    expect((await next.get('/healthz')).status).toBe(200);
    expect((await next.get('/readyz')).status).toBe(200);
    expect(await next.metric('gitops_bot_locks{repository="acme/databases"}')).toBe(1);
    expect(await next.metric('gitops_bot_github_limit_remaining{resource="core"}')).toBeGreaterThan(0);
  });
});

describe('it does not start', () => {
  test('twice on one state directory', async () => {
    await using world = await startAppWorld();
    const config = await world.config();
    await using bot = serveBot(['--config', config]);
    await bot.webhooks();
    const second = await serveBot(['--config', config]).ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('stateDirectory');
    expect(second.stderr).toContain('in use by process');
  });

  test('with mistakes in its configuration, and says all of them at their lines', async () => {
    await using world = await startAppWorld();
    const config = await world.directory.write('wrong.yaml', 'github: {}\nrepositories: []\nlisten: 1\n');
    const { code, stderr } = await serveBot(['--config', config]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('wrong.yaml:2:1');
    expect(stderr).toContain('wrong.yaml:3:1');
  });
});
