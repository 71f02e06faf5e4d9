/** Colours by what they are for. Each text has a contrast of at least 4.5 on what it stands on; a test computes it. */
export interface Theme {
  readonly page: string;
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly link: string;
  /** Of each state a fill, what is drawn on it, and a quiet ground with its text. */
  readonly proven: string;
  readonly onProven: string;
  readonly provenGround: string;
  readonly provenText: string;
  readonly unproven: string;
  readonly unprovenStroke: string;
  readonly unprovenGround: string;
  readonly unprovenText: string;
  readonly lost: string;
  readonly lostStroke: string;
  readonly lostGround: string;
  readonly lostText: string;
  readonly knownGround: string;
  readonly knownText: string;
}

/** Dark teal, sand and red: apart also in lightness, for eyes that do not tell green from red, and for printers without colour. */
export const LIGHT: Theme = {
  page: '#f7f6f3',
  surface: '#ffffff',
  text: '#1c2430',
  muted: '#545e6d',
  line: '#dcdfe4',
  link: '#1a5fb4',
  proven: '#17695f',
  onProven: '#ffffff',
  provenGround: '#e1f0ec',
  provenText: '#0f5148',
  unproven: '#f6e6bd',
  unprovenStroke: '#b98a1d',
  unprovenGround: '#fbf2da',
  unprovenText: '#684a00',
  lost: '#fdf1ef',
  lostStroke: '#c0392b',
  lostGround: '#fbe6e3',
  lostText: '#8f1f14',
  knownGround: '#e4eaf5',
  knownText: '#2a4478',
};

export const DARK: Theme = {
  page: '#12161b',
  surface: '#1a1f27',
  text: '#e6e9ee',
  muted: '#a3adbb',
  line: '#333b47',
  link: '#8ab8ff',
  proven: '#45b3a1',
  onProven: '#04201b',
  provenGround: '#15332e',
  provenText: '#8fdccd',
  unproven: '#43391d',
  unprovenStroke: '#c79a35',
  unprovenGround: '#322b17',
  unprovenText: '#f0d28a',
  lost: '#2b1917',
  lostStroke: '#f0776a',
  lostGround: '#3a1d1a',
  lostText: '#ffb5ab',
  knownGround: '#1e2b45',
  knownText: '#aac6ff',
};

/** What stands on what. */
export const TEXT_ON: readonly (readonly [text: keyof Theme, ground: keyof Theme])[] = [
  ['text', 'page'],
  ['text', 'surface'],
  ['muted', 'page'],
  ['muted', 'surface'],
  ['link', 'surface'],
  ['link', 'page'],
  ['onProven', 'proven'],
  ['provenText', 'provenGround'],
  ['unprovenText', 'unprovenGround'],
  ['unprovenText', 'surface'],
  ['lostText', 'lostGround'],
  ['lostText', 'surface'],
  ['knownText', 'knownGround'],
];

/** Custom properties, `--pr-text` and so on. */
export function themeProperties(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, colour]) => `--pr-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${colour}`)
    .join(';');
}

/** Light, dark where the reader wishes it, and light on paper. */
export function themed(selector: string): string {
  return [
    `${selector}{${themeProperties(LIGHT)};color-scheme:light}`,
    `@media (prefers-color-scheme:dark){${selector}{${themeProperties(DARK)};color-scheme:dark}}`,
    `@media print{${selector}{${themeProperties({ ...LIGHT, page: '#ffffff' })};color-scheme:light}}`,
  ].join('');
}
