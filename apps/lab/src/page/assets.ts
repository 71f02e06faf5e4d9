import { readFile } from 'node:fs/promises';

/** A file that the page is made of, held in memory. */
export interface Asset {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const FILES = ['/colours.css', '/page.css', '/systems.css', '/verdicts.css', '/copies-and-story.css', '/proposals.css'];

/** In the order in which they stand on the page: what comes later goes on from what came before. */
export const STYLESHEETS: readonly string[] = [...FILES, '/picture.css'];

const CSS = 'text/css; charset=utf-8';
const TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(FILES.map((path) => [path, CSS])),
  '/page.js': 'text/javascript; charset=utf-8',
  '/icon.svg': 'image/svg+xml; charset=utf-8',
};

/** What the page asks for besides itself, by path. @param pictureStyle is what pictures on it look like */
export async function readAssets(pictureStyle: string): Promise<ReadonlyMap<string, Asset>> {
  const read = Object.entries(TYPES).map(async ([path, type]): Promise<[string, Asset]> => {
    return [path, { type, bytes: await readFile(new URL(`./assets${path}`, import.meta.url)) }];
  });
  return new Map([...(await Promise.all(read)), ['/picture.css', { type: CSS, bytes: Buffer.from(pictureStyle) }]]);
}
