import { mayWrite, readDelivery, verifyWebhook } from '@postgres-ha/github-api';
import { describe, expect, test } from 'vitest';
import { BOT, CLUSTER, repositoryRig, TOKEN } from './repository-rig.ts';

const signal = AbortSignal.timeout(900_000);

describe('what somebody may do', () => {
  test.each([
    { role: 'admin', may: true },
    { role: 'maintain', may: true },
    { role: 'write', may: true },
    { role: 'triage', may: false },
    { role: 'read', may: false },
    { role: undefined, may: false },
  ] as const)('$role', async ({ role, may }) => {
    await using rig = await repositoryRig();
    rig.people.setPermission('carol', role);
    const permission = await rig.repository().permission('carol', { signal });
    expect(permission).toEqual({ level: role ?? 'none', role: role ?? 'none' });
    expect(mayWrite(permission)).toBe(may);
  });

  test('is nothing for one whom nobody knows', async () => {
    await using rig = await repositoryRig();
    expect(await rig.repository().permission('nobody-at-all', { signal })).toMatchObject({ level: 'none' });
  });

  test('of the bot itself is told as what keeps it from its work', async () => {
    await using fit = await repositoryRig();
    expect(await fit.repository().obstacles({ signal })).toEqual([]);
    expect(await fit.repository({ kind: 'token', token: TOKEN }).obstacles({ signal })).toEqual([]);
    await using unfit = await repositoryRig({
      permissions: { contents: 'read', issues: 'write', checks: 'write', metadata: 'read' },
    });
    unfit.people.set({ hasIssues: false });
    const obstacles = await unfit.repository().obstacles({ signal });
    expect(obstacles).toHaveLength(3);
    expect(obstacles.join('\n')).toMatch(/Issues are turned off[^]*contents: write[^]*pull_requests: write/);
  });
});

describe('comments', () => {
  test('are written, changed, removed, and show when they were edited', async () => {
    await using rig = await repositoryRig();
    const { number } = rig.people.openIssue({ title: 't', by: 'ada' });
    const asked = rig.people.comment(number, { body: '/scale', by: 'ada' });
    const repository = rig.repository();
    const { issues } = repository;
    const ref = await repository.issueRef(number, { signal });
    const reply = await issues.comment(ref, 'Done.', { signal });
    rig.pass(60_000);
    rig.people.editComment(asked.id, { body: '/scale more', by: 'ada' });
    const [first, second] = await issues.comments(ref, { signal });
    expect(first).toMatchObject({ id: asked.id, author: 'ada', authorKind: 'person', body: '/scale more' });
    expect(Number(first?.updatedAt)).toBe(Number(first?.createdAt) + 60_000);
    expect(second).toEqual(reply);
    expect(reply).toMatchObject({ author: BOT, authorKind: 'bot', createdAt: reply.updatedAt });
    const at = { owner: ref.owner, repo: ref.repo, commentId: reply.id };
    await issues.updateComment(at, 'Done, again.', { signal });
    expect(await issues.findComment(at, { signal })).toMatchObject({ body: 'Done, again.' });
    await issues.removeComment(at, { signal });
    await issues.removeComment(at, { signal });
    expect(await issues.findComment(at, { signal })).toBeUndefined();
    expect(rig.github.violations).toEqual([]);
  });

  test('and issues get a reaction once', async () => {
    await using rig = await repositoryRig();
    const { number } = rig.people.openIssue({ title: 't', by: 'ada' });
    const { id } = rig.people.comment(number, { body: '/scale', by: 'ada' });
    const repository = rig.repository();
    const ref = await repository.issueRef(number, { signal });
    const at = { owner: ref.owner, repo: ref.repo, commentId: id };
    for (const to of [at, at, ref, ref]) await repository.issues.react(to, 'eyes', { signal });
    await repository.issues.react(at, 'rocket', { signal });
    expect(rig.people.reactions().map(({ content }) => content)).toEqual(['eyes', 'eyes', 'rocket']);
  });
});

describe('a check run', () => {
  const content = {
    name: 'postgres-ha/plan',
    externalId: 'pull-request-12',
    conclusion: 'success',
    title: 'Nothing restarts',
    summary: 'All rules passed.',
    text: '',
  } as const;

  test('is made once, changed where it says something else, and otherwise left', async () => {
    await using rig = await repositoryRig();
    const headSha = rig.people.branch('main') ?? '';
    const { checks } = rig.repository();
    const first = await checks.upsert({ ...content, headSha }, { signal });
    const same = await checks.upsert({ ...content, headSha }, { signal });
    const other = await checks.upsert(
      { ...content, headSha, conclusion: 'action_required', text: 'Say /override.' },
      { signal },
    );
    expect([first.made, same.made, other.made]).toEqual(['created', 'there-already', 'updated']);
    expect(rig.people.checkRuns()).toHaveLength(1);
    expect(await checks.find({ ...content, headSha }, { signal })).toEqual(other.checkRun);
    expect(other.checkRun).toMatchObject({
      id: first.checkRun.id,
      conclusion: 'action_required',
      text: 'Say /override.',
    });
    await checks.upsert({ ...content, headSha, externalId: 'pull-request-13' }, { signal });
    expect(rig.people.checkRuns()).toHaveLength(2);
    expect(rig.github.violations).toEqual([]);
  });

  test('of more bytes than GitHub takes is refused before it is sent', async () => {
    await using rig = await repositoryRig();
    const headSha = rig.people.branch('main') ?? '';
    const { checks } = rig.repository();
    await checks.upsert({ ...content, headSha, text: 'ä'.repeat(32_767) }, { signal });
    const more = { ...content, headSha, text: 'ä'.repeat(32_768) };
    await expect(checks.upsert(more, { signal })).rejects.toBeInstanceOf(RangeError);
  });

  test('is not for a person to write', async () => {
    await using rig = await repositoryRig();
    const { checks } = rig.repository({ kind: 'token', token: TOKEN });
    const headSha = rig.people.branch('main') ?? '';
    await expect(checks.upsert({ ...content, headSha }, { signal })).rejects.toMatchObject({ problem: 'forbidden' });
  });
});

describe('webhooks', () => {
  const secret = 'hush';
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

  test('of the fake are signed, and say what happened', async () => {
    await using rig = await repositoryRig({ webhooks: { secret, hold: true } });
    const { number } = rig.people.openIssue({ title: 'Scale', labels: ['scale'], by: 'ada' });
    const { id } = rig.people.comment(number, { body: '/scale a/b instances=5', by: 'ada' });
    const after = rig.people.push({ branch: 'main', files: { 'README.md': 'x\n' }, by: 'ada' });
    rig.people.push({ branch: 'work', files: { [CLUSTER]: 'instances: 4\n' }, by: 'ada' });
    const pull = rig.people.openPullRequest({ title: 'Work', head: 'work', by: 'ada' });
    rig.people.push({ branch: 'work', files: { [CLUSTER]: 'instances: 5\n' }, by: 'ada' });
    rig.people.editPullRequest(pull.number, { state: 'closed', by: 'ada' });
    const said = rig.github.webhooks.messages().flatMap<unknown>((message) => {
      const body = encode(message.body);
      const signature = message.headers['x-hub-signature-256'];
      expect(verifyWebhook({ body, signature, secrets: ['new', secret] })).toBe(true);
      expect(verifyWebhook({ body, signature, secrets: ['new'] })).toBe(false);
      const reading = readDelivery({ event: message.event, deliveryId: message.guid, body });
      if (reading.kind !== 'events') return [reading.kind];
      expect(reading).toMatchObject({ repository: 'acme/databases', installationId: 7, deliveryId: message.guid });
      return reading.events;
    });
    expect(said.filter((one) => one !== 'ignored')).toMatchObject([
      { kind: 'form', issue: number, title: 'Scale', labels: ['scale'], author: { login: 'ada', kind: 'person' } },
      { kind: 'comment', on: { kind: 'issue', number }, commentId: id, body: '/scale a/b instances=5' },
      { kind: 'base-moved', after },
      { kind: 'pull-request', number: pull.number },
      { kind: 'pull-request', number: pull.number },
      { kind: 'pull-request-closed', number: pull.number },
    ]);
    expect(rig.github.violations).toEqual([]);
  });

  test('that nobody took are found, and come again with the same id', async () => {
    await using rig = await repositoryRig({ webhooks: { secret, hold: true } });
    const since = new Date(rig.now() - 1000);
    for (const title of ['a', 'b', 'c']) rig.people.openIssue({ title, by: 'ada' });
    const [a, b, c] = rig.github.webhooks.messages();
    rig.github.webhooks.lose(a?.guid ?? '');
    rig.github.webhooks.brought(b?.guid ?? '');
    rig.pass(1000);
    rig.github.webhooks.lose(c?.guid ?? '');
    const { appDeliveries } = rig.open();
    const failed = (await appDeliveries?.failed(since, { signal })) ?? [];
    expect(failed.map(({ guid, event, action }) => [guid, event, action])).toEqual([
      [a?.guid, 'issues', 'opened'],
      [c?.guid, 'issues', 'opened'],
    ]);
    for (const delivery of failed) await appDeliveries?.redeliver(delivery, { signal });
    expect(rig.github.webhooks.held().map(({ guid }) => guid)).toEqual([a?.guid, c?.guid]);
    for (const { guid } of failed) rig.github.webhooks.brought(guid);
    expect(await appDeliveries?.failed(since, { signal })).toEqual([]);
    expect(rig.open({ kind: 'token', token: TOKEN }).appDeliveries).toBeUndefined();
    expect(rig.github.violations).toEqual([]);
  });

  test('a check that is asked for again leads to its pull request', async () => {
    await using rig = await repositoryRig({ webhooks: { secret, hold: true } });
    const headSha = rig.people.branch('main') ?? '';
    const run = await rig.repository().checks.upsert(
      {
        headSha,
        name: 'postgres-ha/plan',
        externalId: 'pull-request-12',
        conclusion: 'neutral',
        title: 't',
        summary: 's',
        text: '',
      },
      { signal },
    );
    rig.people.rerequestCheck(run.checkRun.id, 'ada');
    const message = rig.github.webhooks.messages().at(-1);
    const reading = readDelivery({ event: message?.event ?? '', deliveryId: 'd', body: encode(message?.body ?? '') });
    expect(reading).toMatchObject({ kind: 'events', events: [{ kind: 'pull-request', number: 12 }] });
  });
});
