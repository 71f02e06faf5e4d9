import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabState } from '../lab-state.ts';
import { page, regions } from './document.ts';
import { AFTER_STORY, AT_WORK, copyOf, DAMAGED, FOUND, JUST_STARTED } from './example-states.ts';

const CONTEXT = { token: 'the-token', picture: undefined };

const shown = (state: LabState): string => page(state, CONTEXT, undefined).markup;
const region = (state: LabState, id: string): string => regions(state, CONTEXT).get(id)?.markup ?? '';
/** As it is read: no tags, and one blank where there are several. */
const words = (markup: string): string =>
  markup
    .replaceAll('<wbr />', '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

test('before the first proof nothing is called proven', () => {
  expect(words(region(JUST_STARTED, 'answer'))).toContain('Not proven yet.');
  expect(region(AT_WORK, 'answer')).not.toContain('class="proven"');
});

test('a proof is said with what was restored, and up to where', () => {
  expect(words(region(AFTER_STORY, 'answer'))).toContain(
    'Proven. The backup can be restored. Backup 20261125T140012 was restored, started and replayed up to 0/6000148',
  );
});

test('a report without a replay is not a proof, even if nothing was found', () => {
  const report = structuredClone(AFTER_STORY.proof.last?.report ?? DAMAGED);
  for (const { verdict } of report.archives.flatMap(({ backups }) => backups)) {
    if (verdict.kind === 'proven') verdict.level = 'L2';
  }
  const answer = region(withLast(report), 'answer');
  expect(words(answer)).toContain('No fault found.');
  expect(words(answer)).not.toMatch(/proven\./i);
  expect(answer).toContain('class="unknown"');
});

test('damage is said with the object that it was found in', () => {
  const answer = words(region(withLast(DAMAGED), 'answer'));
  expect(answer).toContain('Damaged. 1 of 1 backup cannot be restored.');
  expect(answer).toContain('postgres-cluster/base/20261125T140012/data.tar.gz, byte 123,456');
});

test('a run that could not look is said, and what was proven before stays', () => {
  const state: LabState = { ...AFTER_STORY, proof: { ...AFTER_STORY.proof, failed: 'the store did not answer' } };
  expect(words(region(state, 'systems'))).toContain('The last run could not look: the store did not answer');
  expect(words(region(state, 'answer'))).toContain('Proven.');
});

function cardOf(kind: string): string {
  const [, card = ''] = region(AFTER_STORY, 'failovers').split(`id="failover-${kind}"`);
  return card.split('</article>')[0] ?? '';
}

test.each([
  {
    kind: 'flipped-bit',
    says: 'found and named',
    names: 'archive-corrupt in postgres-cluster/base/20261125T140012/data.tar.gz',
  },
  { kind: 'missing-wal', says: 'could not look', names: 'The copy could not be listed.' },
  { kind: 'truncated-wal', says: 'missed', names: 'No finding names the segment.' },
  { kind: 'wrong-wal', says: 'being proven', names: 'Reading every byte of a backup' },
  { kind: 'damaged-page', says: 'waits its turn', names: 'postgres-cluster/base/20261125T140012/data.tar.gz' },
  { kind: 'truncated-backup', says: 'No copy is broken like this', names: 'Cut a base backup short' },
])('the card of $kind says: $says', ({ kind, says, names }) => {
  const [, card = ''] = region(AFTER_STORY, 'breakages').split(`id="breakage-${kind}"`);
  const [own = ''] = card.split('</article>');
  expect(words(own)).toContain(says);
  expect(words(own)).toContain(names);
});

test('what a finding means can be unfolded beside it', () => {
  expect(words(region(AFTER_STORY, 'breakages'))).toContain('The evidence, and what archive-corrupt means');
  expect(words(region(AFTER_STORY, 'breakages'))).toContain('What the verifier does');
});

test('the card of a switchover says that nothing was raised, and how long nobody could write', () => {
  const said = words(cardOf('switchover'));
  expect(said).toContain('raised nothing');
  expect(said).toContain('payments-2 took over from payments-1 . The application waited 412 ms.');
});

test('the card of a split brain has the proof, what is lost, and the messages as they would be sent', () => {
  const said = words(cardOf('split-brain'));
  expect(said).toContain(
    'dual-writing : proven 240 ms after payments-1 took its first write, while payments-2 went on.',
  );
  expect(said).toContain(
    '57 commits of payments-2 will be lost. The application was promised 57 of those, the same ones.',
  );
  expect(said).toContain('transaction 901 at 0/3001F00 ,');
  expect(cardOf('split-brain')).toContain('payments: two primaries are writing &lt;now&gt;');
  expect(said).toContain('resolved');
});

test('before anything failed over the cards say so', () => {
  expect(words(region(JUST_STARTED, 'failovers'))).toContain('Not done yet.');
  expect(words(region(JUST_STARTED, 'failovers'))).toContain('not known yet');
});

test('a pull request is shown with what it says and the lines it changes, and nothing in it comes to life', () => {
  const markup = region(AFTER_STORY, 'proposals');
  expect(words(markup)).toContain('production/postgres-cluster: scale from 3 to 5 instances');
  expect(words(markup)).toContain('asks for an override');
  expect(markup).toContain('<strong>Writes</strong>: go on');
  expect(words(markup)).toContain('### What changes');
  expect(markup).toContain('-instances: 3\n+instances: 5');
  expect(markup).not.toContain('<img');
  expect(markup).toContain('&lt;img');
});

test('what the bot refuses is said in its words, newest first', () => {
  const said = words(region(AFTER_STORY, 'proposals'));
  expect(said).toContain('Found /scal, expected a command of this bot.');
  expect(said.indexOf('/scal production')).toBeLessThan(said.indexOf('scale from 3 to 5'));
});

test('before anything was asked there are a field and examples', () => {
  const markup = region(JUST_STARTED, 'proposals');
  expect(markup).toContain('name="text"');
  expect(words(markup)).toContain('/maintenance start production/postgres-cluster');
});

test('each verdict is told once to those who hear the page, and nothing else is', () => {
  const told = region(AFTER_STORY, 'newest-verdict');
  const busier: LabState = {
    ...AFTER_STORY,
    at: '2026-11-25T14:00:49.000Z',
    writers: { ...AFTER_STORY.writers, commits: 9_999 },
  };
  expect(region(busier, 'newest-verdict')).toBe(told);
  const one: LabState = {
    ...AFTER_STORY,
    proof: { ...AFTER_STORY.proof, last: null },
    copies: [copyOf('flipped-bit', FOUND, 7)],
  };
  expect(words(region(one, 'newest-verdict'))).toContain('copy-7, Flip one bit in a base backup: found and named.');
});

test('while nothing can be asked for, buttons say why and stay where the keyboard finds them', () => {
  const markup = region(JUST_STARTED, 'breakages');
  expect(words(markup)).toContain('There is no base backup yet.');
  expect(markup).toContain('aria-disabled="true" aria-describedby="blocked"');
  expect(shown(JUST_STARTED)).not.toMatch(/<button[^>]* disabled/);
  expect(region(AFTER_STORY, 'breakages')).not.toContain('aria-disabled');
});

test('each part is one element of its id', () => {
  for (const [id, { markup }] of regions(AFTER_STORY, CONTEXT)) {
    expect(markup).toMatch(new RegExp(`^<(section|p)[^>]* ?id="${id}"`));
    expect(shown(AFTER_STORY).split(`id="${id}"`)).toHaveLength(2);
  }
});

test('ids are unique, and what refers to one finds it', () => {
  const ids = [...shown(AFTER_STORY).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const wanted = [...shown(JUST_STARTED).matchAll(/ aria-(?:labelledby|describedby)="([^"]*)"/g)].map(([, id]) => id);
  expect(ids).toEqual(expect.arrayContaining(wanted));
});

test('a picture is drawn where there is one, and brings no style into the page', () => {
  const drawn = '<svg><style>\n.a{fill:red}\n</style><path class="a"/></svg>';
  const context = { token: 'the-token', picture: { draw: () => drawn, style: '.a{fill:red}' } };
  const { markup = '' } = regions(AFTER_STORY, context).get('restorable') ?? {};
  expect(markup).toMatch(/<figure class="wide">\s*<svg><path class="a"\/><\/svg>/);
});

test('the page asks nobody else for anything', () => {
  const addresses = [...shown(AFTER_STORY).matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.filter((each) => !/^[/#](?!\/)/.test(each ?? ''))).toEqual([]);
  expect(shown(AFTER_STORY)).not.toMatch(/ style="|<style|<script>| on[a-z]+="/);
});

test('no text of a state becomes markup, whatever it is', () => {
  const tags = (markup: string): number => markup.split('<').length;
  fc.assert(
    fc.property(fc.constantFrom(JUST_STARTED, AT_WORK, AFTER_STORY), hostile(), (state, text) => {
      const infected = withText(state, text);
      const plain = shown(withText(state, 'x'));
      // keys go to the next line behind a slash: those are tags that may come with more slashes
      expect(tags(shown(infected).replaceAll('<wbr />', ''))).toBe(tags(plain.replaceAll('<wbr />', '')));
      expect(shown(infected)).not.toContain(text);
    }),
    { numRuns: 60 },
  );
});

function withLast(report: typeof DAMAGED): LabState {
  return {
    ...AFTER_STORY,
    proof: { ...AFTER_STORY.proof, last: { report, startedAt: AT_WORK.at, finishedAt: AFTER_STORY.at } },
  };
}

function hostile(): fc.Arbitrary<string> {
  const attacks = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='a",
    '</section><p id="link">',
    '<!--',
    '&lt;b&gt;<',
  ];
  return fc
    .tuple(fc.constantFrom(...attacks), fc.string({ unit: 'binary' }))
    .map(([attack, more]) => `${attack}${more}`);
}

/** Keys under which a state holds words that somebody else chose. */
const CHOSEN =
  /^(name|address|endpoint|done|object|place|found|expected|remedy|because|said|title|label|explanation|store|failed|blocked|backupId)$/;

function withText(state: LabState, text: string): LabState {
  const replaced: unknown = JSON.parse(JSON.stringify(state), (name, value: unknown) => {
    return typeof value === 'string' && CHOSEN.test(name) ? text : value;
  });
  return replaced as LabState;
}
