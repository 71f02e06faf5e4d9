import { CALENDAR_RULES } from './calendar-rules.ts';
import { CLUSTER_RULES } from './cluster-rules.ts';
import { ENVIRONMENT_RULES } from './environment-rules.ts';
import type { Explanation } from './rule.ts';

/** Faults in the writing of a file, which come before any rule. */
const WRITING: readonly Explanation[] = [
  writing('not-yaml', 'The file is not one YAML document.', 'Everything else is judged only once it is.'),
  writing(
    'not-a-map',
    'The file must hold keys and values.',
    'An empty file, a list or a single word says nothing about a cluster.',
  ),
  writing(
    'file-too-large',
    'The file is larger than any such file needs to be.',
    'The limit keeps a wrong file from being read for minutes.',
  ),
  writing('encoding', 'The file must be UTF-8 without a byte order mark.', 'Save it so in your editor.'),
  writing(
    'line-ends',
    'Lines must end in a line feed alone.',
    'Mixed line ends make every later change touch lines that it does not mean. The repository asks Git for LF.',
  ),
  writing(
    'invisible-character',
    'A character is in the file that nobody can see.',
    'Control characters, a byte order mark in the middle of the text, and the line ends of other systems make a file mean something else than it shows. UTF-16 is full of them.',
  ),
  writing('nested-too-deeply', 'The values nest deeper than any such file needs.', 'Look for an unclosed bracket.'),
  writing('duplicate-key', 'A key stands twice in one block.', 'YAML readers disagree about which one counts.'),
  writing(
    'anchor',
    'Anchors, aliases and merge keys are not taken.',
    'A change in one place must not change another; programs edit these files too.',
  ),
  writing('tag', 'YAML tags and directives are not taken.', 'Values are text, numbers, true, false, lists and blocks.'),
  writing('key-not-text', 'A key must be a word.', 'Lists and blocks as keys have no meaning here.'),
  writing(
    'unknown-key',
    'There is no such key.',
    'A misspelt key would otherwise be a setting that silently does nothing. The message lists what is known at that place.',
  ),
  writing('missing-key', 'A key is missing that neither the file nor the environment’s defaults give.', 'Add it.'),
  writing('wrong-key', 'The name of an entry is not allowed.', 'The message says what is.'),
  writing(
    'wrong-type',
    'The value is of another kind than expected.',
    'Mind that YAML reads 30 as a number, 30s as text, and true as a switch.',
  ),
  writing('wrong-value', 'The value is not one of those possible.', 'The message says what is.'),
  writing('out-of-range', 'The value is too small or too large.', 'The message gives the bound.'),
];

/** Everything that a reading can find, by id. */
export const EXPLANATIONS: readonly Explanation[] = [
  ...WRITING,
  ...ENVIRONMENT_RULES,
  ...CALENDAR_RULES,
  ...CLUSTER_RULES,
].map(({ id, level, summary, detail, source }) => ({ id, level, summary, detail, source }));

function writing(id: string, summary: string, detail: string): Explanation {
  return { id, level: 'error', summary, detail, source: 'libs/environment' };
}
