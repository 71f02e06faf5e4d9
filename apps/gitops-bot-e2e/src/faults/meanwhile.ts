import type { BotWorld } from './bot-world.ts';
import { CLUSTER_FILE, ENVIRONMENT_FILE } from './small-environment.ts';
import { renderedFiles } from './rendered-files.ts';

/** What people do between two calls of the bot. */
export interface Meanwhile {
  readonly name: string;
  readonly act: (world: BotWorld) => void;
  /** Whether the change is another one then: it is made anew on the new base. */
  readonly matters: boolean;
}

const BRANCH = 'postgres-ha/shop/orders';

/** The default branch moves by what does not matter to the change, and by what does. */
export const BASE_MOVES: readonly Meanwhile[] = [
  {
    name: 'another file',
    matters: false,
    act: ({ people }) => {
      people.push({ branch: 'main', files: { 'README.md': 'All databases\n' }, by: 'grace' });
    },
  },
  {
    name: 'another environment',
    matters: false,
    act: (world) => {
      edit(world, 'environments/yard/orders/cluster.yaml', ['10Gi', '30Gi']);
    },
  },
  {
    name: 'the same file',
    matters: true,
    act: (world) => {
      edit(world, CLUSTER_FILE, ['shared_buffers: 256MB', 'shared_buffers: 384MB']);
    },
  },
  {
    name: 'the environment',
    matters: true,
    act: (world) => {
      edit(world, ENVIRONMENT_FILE, ['Where orders are kept.', 'Where all orders are kept.']);
    },
  },
];

/** Somebody commits to the bot's branch: on it where it is there, as a branch of theirs where it is not. */
export const HUMAN_PUSH: Meanwhile = {
  name: 'a person pushes to the branch',
  matters: true,
  act: ({ people }) => {
    people.push({ branch: BRANCH, files: { 'environments/shop/notes.md': 'mine\n' }, by: 'grace', message: 'Notes' });
  },
};

/** With what is rendered from it, as a merge of a reviewed pull request brings it. */
function edit({ people }: BotWorld, path: string, [from, to]: readonly [string, string]): void {
  const files = new Map(people.files());
  files.set(path, (files.get(path) ?? '').replace(from, to));
  const [, environment = ''] = path.split('/');
  const rendered = Object.fromEntries(renderedFiles(files, environment));
  people.push({ branch: 'main', files: { ...rendered, [path]: files.get(path) ?? '' }, by: 'grace' });
}

/** Does it once, just before a request of the bots. */
export function doBefore(world: BotWorld, { act, at }: { readonly act: Meanwhile['act']; readonly at: number }): void {
  const { github } = world;
  const first = github.requests.length;
  github.setFaults(({ index }) => {
    if (index === first + at) act(world);
    return undefined;
  });
}
