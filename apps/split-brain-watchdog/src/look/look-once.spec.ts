import type { JudgeCluster } from '@postgres-ha/cluster-watch';
import type { Evidence, Question } from '@postgres-ha/split-brain';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { expect, test } from 'vitest';
import type { Watched } from '../config/watch-config.ts';
import { answerAs, exampleMachine, exampleServers } from '../example-machine.ts';
import { lookOnce } from './look-once.ts';

const QUESTION: Question = { kind: 'commits', member: 'orders-1', timeline: 1, from: '0/3000000' };
const TIMEOUT_MS = 15_000;

/** Asks for commits as soon as there is something to judge, and finds nothing wrong. */
const askingOnce: JudgeCluster = ({ name }) => {
  const questions: Question[] = [QUESTION];
  return {
    learn: () => undefined,
    judge: (at) => ({
      ...{ cluster: name, at, state: 'healthy', conditions: [], members: [] },
      questions: questions.splice(0),
    }),
  };
};

/** A look at one server that answers every probe at once, and the question when it is told to. */
function look() {
  const servers = exampleServers({ 'orders-1:5432': answerAs('primary') });
  const read = servers.readConnection({
    member: 'orders-1',
    text: 'postgresql://watch@orders-1:5432/postgres?sslmode=disable',
    password: undefined,
    where: 'here',
  });
  if (read.kind === 'refused') throw new Error('an address was refused');
  const connect = read.value;
  const asked: Question[] = [];
  let answer: () => void = () => undefined;
  const watched: Watched = {
    ...{ observer: 'o1', timeoutMs: 1_000, secrets: [] },
    clusters: [
      {
        cluster: {
          name: 'orders',
          members: [{ name: 'orders-1', claim: 'member' }],
          ...{ probeIntervalMs: 500, smartShutdownSeconds: null },
        },
        connect: [
          {
            ...connect,
            open: (options) => ({
              ...connect.open(options),
              commits: (question) => {
                asked.push(question);
                const because = 'an example';
                const evidence: Extract<Evidence, { readonly kind: 'no-evidence' }> = {
                  ...{ kind: 'no-evidence', observer: 'o1', received: options.now(), question, because },
                };
                return new Promise((resolve) => {
                  answer = () => {
                    resolve(evidence);
                  };
                });
              },
            }),
          },
        ],
      },
    ],
  };
  const clock = fakeClock(0);
  let ended = false;
  const machine = exampleMachine({ clock, judgeCluster: askingOnce });
  const looked = lookOnce(watched, { machine, timeoutMs: TIMEOUT_MS }).then((found) => {
    ended = true;
    return found;
  });
  return {
    clock,
    asked,
    looked,
    hasEnded: () => ended,
    answer: (): void => {
      answer();
    },
  };
}

test('a look waits for the answer to what it asked', async () => {
  const { clock, asked, looked, hasEnded, answer } = look();
  await clock.pass(TIMEOUT_MS / 2);
  expect(asked).toEqual([QUESTION]);
  expect(hasEnded()).toBe(false);
  answer();
  await clock.pass(1_000);
  expect(hasEnded()).toBe(true);
  expect((await looked).judgements.get('orders')?.state).toBe('healthy');
});

test('and no longer than it may take', async () => {
  const { clock, looked, hasEnded } = look();
  await clock.pass(TIMEOUT_MS);
  expect(hasEnded()).toBe(true);
  expect((await looked).judgements.get('orders')?.state).toBe('healthy');
});
