/**
 * What amcheck says of an index, without repeating it: its messages are made for operators of one cluster, and functions of an index can
 * raise what they like with the same codes. Only what is known from here, and numbers of blocks and items, come through.
 * @see PostgreSQL 18, contrib/amcheck/verify_nbtree.c
 */
export function indexProblem({
  message = '',
  detail = '',
}: {
  readonly message?: string | undefined;
  readonly detail?: string | undefined;
}): {
  readonly detail: string;
  readonly place?: string;
} {
  const phrase = PHRASES.find(([start]) => message.includes(start))?.[1] ?? 'amcheck found it corrupted';
  const [, block, item] = /(?:index |Index |Internal )?tid=\((\d{1,10}),(\d{1,5})\)/.exec(detail) ?? [];
  const [, alone] = /\bblock (\d{1,10})\b/.exec(`${message} ${detail}`) ?? [];
  const place =
    block !== undefined ? `block ${block}, item ${item ?? ''}` : alone !== undefined ? `block ${alone}` : undefined;
  return { detail: phrase, ...(place !== undefined && { place }) };
}

const PHRASES: readonly (readonly [string, string])[] = [
  ['cross page item order invariant violated', 'items of neighbouring pages are not in order'],
  ['item order invariant violated', 'items of a page are not in order'],
  ['high key invariant violated', 'an item is above the high key of its page'],
  ['down-link lower bound invariant violated', 'an item is below what its parent page says'],
  ['lacks matching index tuple', 'a row of the table has no entry'],
  ['uniqueness is violated', 'two rows have one key in a unique index'],
  ['posting list', 'a list of rows with one key is damaged'],
  ['left link/right link pair', 'links between pages do not agree'],
  ['downlink', 'links from parent to child pages do not agree'],
  ['down link', 'links from parent to child pages do not agree'],
  ['circular link chain', 'links between pages go round in a circle'],
  ['tuple size', 'the size of an item is wrong'],
  ['line pointer', 'a pointer to an item is wrong'],
  ['unexpected zero page', 'a page is empty'],
  ['corrupted page', 'a page is corrupted'],
  ['invalid number of items', 'a page has too many items'],
  ['not a btree', 'its meta page is none'],
  ['meta page is corrupt', 'its meta page is corrupt'],
  ['version mismatch', 'its version is none'],
  ['lacks a main relation fork', 'its file is missing'],
  ['invalid page in block', 'a page is not one'],
];
