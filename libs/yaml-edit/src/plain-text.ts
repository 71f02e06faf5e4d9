import { isReservedWord } from '@postgres-ha/kube-manifest';

/**
 * Whether text may stand without quotes: neither a YAML 1.1 nor a 1.2 reader takes it for anything but this text. Wider than what
 * generated manifests use, because people write `30s`, `100Gi` and `0.14.0` without quotes and an edit should look like them.
 */
export function mayStandPlain(text: string, isInFlow: boolean): boolean {
  if (!PLAIN.test(text) || MEANINGFUL.test(text) || isReservedWord(text) || isNumberLike(text)) return false;
  return !isInFlow || !FLOW_MARKS.test(text);
}

/** Begins with a letter, digit, `_`, `/` or `$`; holds visible characters and single kinds of spaces inside, and ends in a visible one. */
const PLAIN = /^[\p{L}0-9_/$](?:[^\p{C}\p{Z}]| (?! *$))*$/u;
/** What begins a comment or ends a key. */
const MEANINGFUL = / #|:(?: |$)/;
/** Brackets and commas separate in flow style, and older readers stop at any colon. */
const FLOW_MARKS = /[,:?[\]{}]/;

/** Anything that might be a number, sexagesimal or timestamp; several dots make a version, which none of them is. */
function isNumberLike(text: string): boolean {
  if (/^\d+(?:\.\d+){2,}$/.test(text)) return false;
  return /^\d[\d_,.:eE+-]*$/.test(text) || /^0[box]/i.test(text) || /^\d{4}-\d\d?-\d/.test(text);
}
