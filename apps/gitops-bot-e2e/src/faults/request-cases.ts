import type { BotWorld } from './bot-world.ts';

/** Something that is asked for and answered, without a pull request of the bot's. */
export interface RefusalCase {
  readonly name: string;
  readonly text: string;
  readonly by: string;
  /** Before it is asked for. */
  readonly prepare?: (world: BotWorld) => void;
  /** What the reply says. */
  readonly says: RegExp;
}

export const REFUSAL_CASES: readonly RefusalCase[] = [
  { name: 'a command with a mistake', text: '/scale shop/orders instance=5', by: 'ada', says: /instances/ },
  { name: 'somebody who may not write', text: '/scale shop/orders instances=5', by: 'reader', says: /reader/ },
  { name: 'what the files say already', text: '/scale shop/orders instances=3', by: 'ada', says: /already|unchanged/i },
  {
    name: 'what a house rule refuses',
    text: '/upgrade shop/orders image=registry.example.org/postgresql:17.7',
    by: 'ada',
    says: /digest/,
  },
  {
    name: 'a target that somebody else holds',
    text: '/scale shop/orders instances=5',
    by: 'ada',
    prepare: ({ people }) => {
      people.push({ branch: 'postgres-ha/shop/orders', files: { 'README.md': 'mine\n' }, by: 'grace' });
    },
    says: /grace|postgres-ha\/shop\/orders/,
  },
  { name: 'help', text: '/help', by: 'ada', says: /\/maintenance/ },
];
