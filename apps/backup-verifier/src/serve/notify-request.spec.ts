import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../example-machine.ts';
import { openNotifySinks, readNotify } from './notify-request.ts';

const SETTINGS = `sinks:
  - kind: slack
    channel: C0123456789
    token: { env: SLACK_TOKEN }
  - kind: github
    repository: acme/databases
    token: { env: GITHUB_TOKEN }
`;

describe('whom to tell', () => {
  test('is nobody when nothing is said of it', () => {
    expect(readNotify({}, { workingDirectory: '/', env: {} })).toEqual({ kind: 'read', value: undefined });
  });

  test('is read from a file, and its secrets from where that says', async () => {
    using directory = temporaryDirectory();
    directory.write('notify.yaml', SETTINGS);
    const machine = { workingDirectory: directory.path, env: { SLACK_TOKEN: 'xoxb-1', GITHUB_TOKEN: 'ghs_1' } };
    const read = readNotify({ notify: 'notify.yaml', outbox: 'o', runbooks: 'https://example.org/r/' }, machine);
    expect(read).toMatchObject({ value: { directory: `${directory.path}/o`, runbooks: 'https://example.org/r' } });
    if (read.kind === 'refused' || read.value === undefined) throw new Error('it was not read');
    const sinks = await openNotifySinks(read.value, machine);
    expect(sinks.kind === 'read' ? sinks.value.map(({ name }) => name) : sinks.problems).toEqual([
      'slack:C0123456789',
      'github:acme/databases',
    ]);
    expect(await openNotifySinks(read.value, { ...machine, env: {} })).toMatchObject({
      problems: [{ found: 'no variable SLACK_TOKEN' }, { found: 'no variable GITHUB_TOKEN' }],
    });
  });

  const WRONG = [
    { name: 'an outbox alone', options: { outbox: 'o' }, where: ['--notify'] },
    { name: 'settings alone', options: { notify: 'notify.yaml' }, where: ['--outbox'] },
    { name: 'runbooks alone', options: { runbooks: 'https://example.org' }, where: ['--notify'] },
    { name: 'no such file', options: { notify: 'none', outbox: 'o' }, where: ['--notify none'] },
    {
      name: 'a file of something else, and no address',
      options: { notify: 'other.yaml', outbox: 'o', runbooks: 'file:///x' },
      where: ['other.yaml:1:1: the file', '--runbooks'],
    },
  ];
  test.each(WRONG)('$name is refused, with what to do', ({ options, where }) => {
    using directory = temporaryDirectory();
    directory.write('notify.yaml', SETTINGS);
    directory.write('other.yaml', '7');
    const read = readNotify(options, { workingDirectory: directory.path, env: {} });
    expect(read.kind === 'refused' ? read.problems.map((problem) => problem.where) : []).toEqual(where);
  });
});
