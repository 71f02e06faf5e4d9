/** What Slack checks before it takes a message. @see https://docs.slack.dev/reference/block-kit/blocks */
type Fields = Readonly<Record<string, unknown>>;

const MOST_BLOCKS = 50;

/** @returns what is wrong, each with its place; empty when Slack would take them */
export function blockKitFaults(blocks: unknown, place = '/blocks'): readonly string[] {
  if (!Array.isArray(blocks)) return [`not a list [json-pointer:${place}]`];
  if (blocks.length > MOST_BLOCKS) return [`no more than ${MOST_BLOCKS} items allowed [json-pointer:${place}]`];
  const ids = blocks.flatMap((block: unknown) => (isFields(block) && 'block_id' in block ? [block['block_id']] : []));
  const twice = new Set(ids).size === ids.length ? [] : [`block_id that is there twice [json-pointer:${place}]`];
  return [...twice, ...blocks.flatMap((block: unknown, index) => blockFaults(block, `${place}/${index}`))];
}

function blockFaults(block: unknown, place: string): readonly string[] {
  if (!isFields(block)) return [`must be an object [json-pointer:${place}]`];
  const id = block['block_id'];
  const named = id === undefined ? [] : lengthFaults(id, { from: 1, to: 255, place: `${place}/block_id` });
  switch (block['type']) {
    case 'header':
      return [
        ...named,
        ...unknownKeys(block, ['type', 'text', 'block_id'], place),
        ...textFaults(block['text'], { types: ['plain_text'], to: 150, place: `${place}/text` }),
      ];
    case 'section':
      return [...named, ...sectionFaults(block, place)];
    case 'context':
      return [...named, ...contextFaults(block, place)];
    case 'divider':
      return [...named, ...unknownKeys(block, ['type', 'block_id'], place)];
    default:
      return [`unsupported type: ${String(block['type'])} [json-pointer:${place}/type]`];
  }
}

function sectionFaults(block: Fields, place: string): readonly string[] {
  const { text, fields } = block as { readonly text?: unknown; readonly fields?: unknown };
  const known = unknownKeys(block, ['type', 'text', 'fields', 'block_id', 'expand', 'accessory'], place);
  if (text === undefined && fields === undefined) return [...known, `needs text or fields [json-pointer:${place}]`];
  const types = ['mrkdwn', 'plain_text'];
  const ofText = text === undefined ? [] : textFaults(text, { types, to: 3000, place: `${place}/text` });
  if (fields === undefined) return [...known, ...ofText];
  if (!Array.isArray(fields) || fields.length === 0 || fields.length > 10) {
    return [...known, ...ofText, `1 to 10 fields [json-pointer:${place}/fields]`];
  }
  return [
    ...known,
    ...ofText,
    ...fields.flatMap((field, index) => textFaults(field, { types, to: 2000, place: `${place}/fields/${index}` })),
  ];
}

function contextFaults(block: Fields, place: string): readonly string[] {
  const elements = block['elements'];
  if (!Array.isArray(elements) || elements.length === 0 || elements.length > 10) {
    return [`1 to 10 elements [json-pointer:${place}/elements]`];
  }
  const types = ['mrkdwn', 'plain_text'];
  return [
    ...unknownKeys(block, ['type', 'elements', 'block_id'], place),
    ...elements.flatMap((each, index) => textFaults(each, { types, to: 3000, place: `${place}/elements/${index}` })),
  ];
}

function textFaults(
  text: unknown,
  { types, to, place }: { readonly types: readonly string[]; readonly to: number; readonly place: string },
): readonly string[] {
  if (!isFields(text)) return [`missing required field: text [json-pointer:${place}]`];
  const type = text['type'];
  if (typeof type !== 'string' || !types.includes(type)) return [`unsupported type [json-pointer:${place}/type]`];
  const ofMarkup = type === 'mrkdwn' ? markupFaults(text['text'], place) : [];
  const keys = type === 'mrkdwn' ? ['type', 'text', 'verbatim'] : ['type', 'text', 'emoji'];
  return [
    ...unknownKeys(text, keys, place),
    ...lengthFaults(text['text'], { from: 1, to, place: `${place}/text` }),
    ...ofMarkup,
  ];
}

/** Slack takes these as they are; here a `<` or `&` that is no markup counts as a text that nobody escaped. */
function markupFaults(text: unknown, place: string): readonly string[] {
  if (typeof text !== 'string') return [];
  const rest = text
    .replace(/<(?:https?:\/\/[^<>|]+(?:\|[^<>|]*)?|!date\^\d+\^[^<>|^]+\|[^<>|]*)>/g, '')
    .replace(/&(?:amp|lt|gt);/g, '');
  return /[&<>]/.test(rest) ? [`characters that are not escaped [json-pointer:${place}/text]`] : [];
}

function lengthFaults(
  text: unknown,
  { from, to, place }: { readonly from: number; readonly to: number; readonly place: string },
): readonly string[] {
  if (typeof text !== 'string') return [`must be a string [json-pointer:${place}]`];
  if (text.length < from) return [`must be more than ${from - 1} characters [json-pointer:${place}]`];
  return text.length > to ? [`must be less than ${to + 1} characters [json-pointer:${place}]`] : [];
}

function unknownKeys(fields: Fields, known: readonly string[], place: string): readonly string[] {
  return Object.keys(fields)
    .filter((key) => !known.includes(key))
    .map((key) => `invalid additional property: ${key} [json-pointer:${place}]`);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
