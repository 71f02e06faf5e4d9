import type { Explanation } from '@postgres-ha/environment';
import type { EditProblemId } from '@postgres-ha/yaml-edit';

/** What is wrong with the writing of a file has an explanation already: a reading finds the same. */
type Explained = Exclude<EditProblemId, 'not-yaml' | 'duplicate-key' | 'nested-too-deeply'>;

const EDITS: Readonly<Record<Explained, readonly [summary: string, detail: string]>> = {
  'several-documents': [
    'The file has more than one YAML document.',
    'An edit would not know which of them is meant, and most readers take only the first. Split the file.',
  ],
  'line-ends-unclear': [
    'A character is in the file that some readers take for the end of a line.',
    'A carriage return alone, U+0085, U+2028 and U+2029 end a line for some YAML readers and not for others, so the file means different things to them. Remove the character.',
  ],
  'path-not-found': [
    'There is no such key or item.',
    'A deletion, and a position in a list, must name what is there. Positions count from 0. Missing keys are made only by setting, and only below a block of keys or nothing.',
  ],
  'path-exists': ['The key is there already.', 'An insertion never replaces. Set the key to replace its value.'],
  'path-not-a-map': [
    'A key is looked for where no keys are.',
    'The path leads through a value, or through a list, whose items are named by position: services[2].name. Set the whole value to replace it by keys.',
  ],
  'path-not-a-list': [
    'An item is looked for, or appended, where no list is.',
    'The path leads to a value or to keys. Set the whole value to replace it by a list.',
  ],
  'path-through-alias': [
    'The place of the edit is an alias, or comes in by a merge key.',
    'What stands there is written elsewhere and used by others too. Changing it would change them, and replacing the alias would silently cut the tie. Write the value out by hand, then edit it.',
  ],
  'path-anchored': [
    'The place of the edit is used elsewhere through an alias.',
    'A change would change every place that refers to it, or leave an alias without what it stands for. Write the value out where it is used, then edit.',
  ],
  'path-tagged': [
    'The value has a YAML tag.',
    'A tag decides what the value means, so another value may mean nothing or something else. Edit it by hand.',
  ],
  'path-merge-key': [
    'The edit is about the merge key <<.',
    'It stands for several keys at once, which only some readers understand. Edit it by hand.',
  ],
  'comment-lost': [
    'A comment would be lost.',
    'It stands inside of what would be replaced or moved, and no program knows whether it still holds. Set the keys inside one by one, or move the comment first.',
  ],
  'value-not-json': [
    'The value cannot be written so that every reader gets it back.',
    'Infinities, half of a surrogate pair, the keys << and __proto__, very long keys and values nested without end cannot.',
  ],
  'layout-unknown': [
    'The place is written in a form that edits do not know.',
    'An explicit key (`? a`) without a value and a pair without braces in a list (`[a: 1]`) are such forms. Edit it by hand, or write it the usual way first.',
  ],
  'edit-not-exact': [
    'The edit would have changed more than what was asked.',
    'After each edit the file is read again by the rules of YAML 1.1 and 1.2. Where anything but the asked difference is found, nothing is written. Edit it by hand.',
  ],
};

/** Why an edit can be refused. */
export const EDIT_EXPLANATIONS: readonly Explanation[] = [
  ...Object.entries(EDITS).map(([id, [summary, detail]]) => explanation(id, summary, detail, 'libs/yaml-edit')),
  explanation(
    'cluster-unknown',
    'There is no such cluster.',
    'A cluster is a folder of an environment that has a cluster.yaml. `postgres-ha init <env>/<cluster>` makes one.',
    'apps/render',
  ),
];

function explanation(...[id, summary, detail, source]: readonly [string, string, string, string]): Explanation {
  return { id, level: 'error', summary, detail, source };
}
