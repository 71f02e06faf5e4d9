import { EXIT_CODES, quoted, refused, type Outcome } from '@postgres-ha/command-line';
import { explainState, STATE_NAMES, type StateName } from '@postgres-ha/split-brain';
import { wrapped } from '../look/look-text.ts';
import { EXAMPLE_CONFIG } from './example-config.ts';
import { LOGIN_SQL } from './login-sql.ts';

/** Pages beside those of the states. */
const TOPICS: Readonly<Record<string, string>> = { login: LOGIN_SQL, config: EXAMPLE_CONFIG };

/** Says what a state means and what to do; how to make the login; what a configuration looks like. Without a name, lists all. */
export function explain(name: string | undefined): Outcome {
  if (name === undefined) {
    const states = STATE_NAMES.map((state) => ({ state, ...explainState(state) }));
    const lines = states.map(({ state, meaning }) => wrapped(`${state}: ${meaning}`, '').join('\n  '));
    return {
      code: EXIT_CODES.ok,
      text: [...lines, '', `Also: ${Object.keys(TOPICS).join(', ')}.`].join('\n'),
      json: { states },
    };
  }
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined;
  if (topic !== undefined) return { code: EXIT_CODES.ok, text: topic.trimEnd(), json: { topic: name, text: topic } };
  const state = STATE_NAMES.find((each) => each === name);
  if (state === undefined) {
    const expected = `a state, or one of ${Object.keys(TOPICS).join(', ')}`;
    const remedy = '`split-brain-watchdog explain` lists all.';
    return refused([{ where: 'name', found: quoted(name), expected, remedy }], 'Nothing was explained.');
  }
  return { code: EXIT_CODES.ok, text: stateText(state), json: { state, ...explainState(state) } };
}

function stateText(state: StateName): string {
  const { meaning, proof, members, steps, watchdog } = explainState(state);
  return [
    state,
    '',
    ...wrapped(meaning, ''),
    '',
    ...wrapped(`How it is known: ${proof}`, ''),
    ...wrapped(`Whom it names: ${members}`, ''),
    ...wrapped(`What the watchdog does: ${watchdog}`, ''),
    ...(steps.length === 0
      ? []
      : ['', 'What to do:', ...steps.flatMap((step, index) => wrapped(`${index + 1}. ${step}`, ''))]),
  ].join('\n');
}
