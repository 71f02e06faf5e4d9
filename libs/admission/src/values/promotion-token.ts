import { fieldValues, isJsonObject, readGoJson } from './go-json.ts';

/** What is wrong with a token: nobody can read it, or it lacks a field. */
export type TokenFault = { readonly kind: 'malformed' } | { readonly kind: 'lacking'; readonly field: string };

const FIELDS = [
  'latestCheckpointTimelineID',
  'redoWalFile',
  'databaseSystemIdentifier',
  'latestCheckpointREDOLocation',
  'timeOfLatestCheckpoint',
  'operatorVersion',
] as const;
/** Standard, with its padding. Go passes over line ends. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** A byte order mark is kept, since Go's JSON refuses it. */
const UTF_8 = { ignoreBOM: true } as const;

/**
 * The first fault of a promotion token: JSON in base64, with six texts in it, none of them empty.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/utils/parser.go ParsePgControldataToken, IsValid
 */
export function promotionTokenFault(token: string): TokenFault | undefined {
  const base64 = token.replaceAll(/[\r\n]/g, '');
  if (!BASE64.test(base64)) return { kind: 'malformed' };
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const content = readGoJson(new TextDecoder('utf-8', UTF_8).decode(bytes));
  // Go reads null as a token with nothing in it.
  const object = content === null ? {} : content;
  if (!isJsonObject(object)) return { kind: 'malformed' };
  const fields = FIELDS.map((field) => ({
    field,
    written: fieldValues(object, field).filter((value) => value !== null),
  }));
  if (fields.some(({ written }) => written.some((value) => typeof value !== 'string'))) return { kind: 'malformed' };
  const lacking = fields.find(({ written }) => (written.at(-1) ?? '') === '');
  return lacking && { kind: 'lacking', field: lacking.field };
}
