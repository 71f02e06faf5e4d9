import { unseenCharacter } from './characters.ts';
import type { CommandMistake, CommentReading } from './command.ts';
import { commandNamed, type Argument } from './commands.ts';
import { FORMS, type Form, type FormField } from './forms.ts';
import { MAX_BODY, MAX_LINE } from './limits.ts';
import { printCommand } from './print-command.ts';
import { commandOf } from './read-arguments.ts';
import { looksSecret } from './secrets.ts';
import { tokensOf, type Token, type TokenFault, type Tokens } from './tokens.ts';
import { isWritable } from './value.ts';

/** What GitHub writes where nothing was answered. */
const NO_ANSWER = '_No response_';

/** An issue as GitHub delivers it. */
export interface IssueText {
  readonly body: string;
  readonly labels: readonly string[];
}

/**
 * The command that an issue stands for which was opened with one of the forms: its label names the form, each answer stands below a heading with the
 * label of its field. `none` where no label is a form's. Headings must be those of the form, in its order and once each: anything else, such as a
 * heading within an answer, is a mistake.
 */
export function readForm({ body, labels }: IssueText): CommentReading {
  const forms = FORMS.filter(({ label }) => labels.includes(label));
  const [form, other] = forms;
  if (form === undefined) return { kind: 'none' };
  if (other !== undefined) {
    const found = `labels of several forms: ${forms.map(({ label }) => label).join(', ')}`;
    return mistaken(1, { found, expected: 'one form for an issue', remedy: 'Open an issue with one form.' });
  }
  if (body.length > MAX_BODY)
    return mistaken(1, {
      found: 'a longer issue than GitHub takes',
      expected: `at most ${MAX_BODY} characters`,
      remedy: AGAIN,
    });
  const answers = answersOf(body);
  return strangeHeading(form, answers) ?? readAnswers(form, answers);
}

const AGAIN = 'Open a new issue with the form, and answer each question below it.';

interface Answer {
  /** Of its heading, from 1. */
  readonly line: number;
  readonly label: string;
  /** Its lines that are not empty. */
  readonly lines: readonly string[];
}

/** A heading within an answer looks the same as the form's own: it is one. What stands above the first belongs to no field. */
function answersOf(body: string): readonly Answer[] {
  const answers: { readonly line: number; readonly label: string; readonly lines: string[] }[] = [];
  for (const [index, line] of body.split(/\r\n|\n|\r/).entries()) {
    const isHeading = line.startsWith('### ');
    if (isHeading || (answers.length === 0 && line.trim() !== '')) {
      answers.push({ line: index + 1, label: isHeading ? line.slice('### '.length).trimEnd() : '', lines: [] });
    } else if (line.trim() !== '') answers.at(-1)?.lines.push(line);
  }
  return answers;
}

function strangeHeading({ fields }: Form, answers: readonly Answer[]): CommentReading | undefined {
  for (let at = 0; at < Math.max(fields.length, answers.length); at += 1) {
    const asked = fields[at]?.label;
    const answer = answers[at];
    if (asked === answer?.label) continue;
    const found =
      answer === undefined
        ? 'the end of the issue'
        : answer.label === ''
          ? 'text above the first heading'
          : 'another heading';
    const expected = asked === undefined ? 'nothing more' : `the heading "### ${asked}"`;
    return mistaken(answer?.line ?? answers.at(-1)?.line ?? 1, { found, expected, remedy: AGAIN });
  }
  return undefined;
}

function readAnswers({ kind, fields }: Form, answers: readonly Answer[]): CommentReading {
  const described = commandNamed(kind);
  if (described === undefined) return { kind: 'none' };
  const tokens = new Map<string, readonly Token[]>();
  for (const [index, field] of fields.entries()) {
    const answer = answers[index];
    const part = described.arguments[field.name];
    if (answer === undefined || part === undefined) continue;
    const reading = readAnswer(field, part, answer);
    if (reading.kind === 'fault') return mistaken(answer.line, { ...reading, remedy: AGAIN });
    tokens.set(field.name, reading.tokens);
  }
  const inOrder = Object.keys(described.arguments).flatMap((name) => tokens.get(name) ?? []);
  const reading = commandOf(described, inOrder);
  if (reading.kind === 'fault') return mistaken(1, { ...reading, remedy: AGAIN });
  const { command } = reading;
  return { kind: 'commands', commands: [{ line: 1, text: printCommand(command), command }] };
}

function readAnswer(
  { label, required, name, answer }: FormField,
  part: Argument,
  { lines: given }: Answer,
): Tokens | TokenFault {
  const lines = given.length === 1 && given[0]?.trim() === NO_ANSWER ? [] : given;
  if (lines.length === 0)
    return required ? fault(`no answer to "${label}"`, 'an answer') : { kind: 'tokens', tokens: [] };
  const long = lines.find((line) => line.length > MAX_LINE);
  if (long !== undefined) return fault(`an answer to "${label}" with ${long.length} characters`, `at most ${MAX_LINE}`);
  const unseen = unseenCharacter(lines.join(' '));
  if (unseen !== undefined)
    return fault(
      `the character ${unseen} in "${label}", which cannot be seen or is no plain space`,
      'characters that show',
    );
  if (lines.some(looksSecret))
    return fault(`something that looks like a secret in "${label}"`, 'nothing that must not be read by others');
  if (answer === 'lines') return tokensOf(` ${withoutFence(lines).join(' ')}`);
  const [line = '', ...more] = lines;
  const text = line.trim();
  if (more.length > 0) return fault(`an answer to "${label}" with ${lines.length} lines`, 'one line');
  if (part.as === 'parameters' || !isWritable(text) || part.shape.read(text) === undefined) {
    return fault(`another answer to "${label}"`, part.as === 'parameters' ? 'parameters' : part.shape.expected);
  }
  const token: Token =
    part.as === 'position' ? { kind: 'word', text } : { kind: 'pair', key: name, value: { text, quoted: true } };
  return { kind: 'tokens', tokens: [token] };
}

/** A field that is shown as code comes in a fence. */
function withoutFence(lines: readonly string[]): readonly string[] {
  return lines[0]?.startsWith('```') === true && lines.at(-1) === '```' ? lines.slice(1, -1) : lines;
}

function fault(found: string, expected: string): TokenFault {
  return { kind: 'fault', found, expected };
}

function mistaken(line: number, { found, expected, remedy }: Omit<CommandMistake, 'line'>): CommentReading {
  return { kind: 'mistaken', mistakes: [{ line, found, expected, remedy }] };
}
