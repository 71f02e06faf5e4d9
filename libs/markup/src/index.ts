export { html, NOTHING, trusted, type Html, type Part } from './html.ts';
export { codeBlock, codeInCell, inlineCode } from './markdown/code.ts';
export { link } from './markdown/link.ts';
export { cut, onOneLine, withUnseenShown } from './markdown/plain-text.ts';
export { plainTitle, prose } from './markdown/prose.ts';
export {
  fitChapters,
  inBytes,
  inUnits,
  linesThatFit,
  type Chapter,
  type Measure,
  type RankedChapter,
  type Room,
} from './markdown/room.ts';
export { tableHead, tableRow } from './markdown/table.ts';
