import { isBare, type Value } from './value.ts';

/** A part of a command line after its name. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'pair'; readonly key: string; readonly value: Value };

/** Why a line cannot be taken apart, in words that complete "found …" and "expected …". */
export interface TokenFault {
  readonly kind: 'fault';
  readonly found: string;
  readonly expected: string;
}

export interface Tokens {
  readonly kind: 'tokens';
  readonly tokens: readonly Token[];
}

const PART = /[ \t]+(?:([^ \t="']+)(?:(=)(?:"([^"]*)"|'([^']*)'|([^ \t"']*)))?)(?=[ \t]|$)/y;

/** Takes what follows a command's name apart: words, then `key=value`, with quotes around a value that holds spaces. There are no escapes. */
export function tokensOf(text: string): Tokens | TokenFault {
  const tokens: Token[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const at = PART.lastIndex;
    const part = PART.exec(text);
    if (part === null) return faultAt(text.slice(at).trimStart());
    const token = tokenOf(part);
    if (token.kind === 'fault') return token;
    tokens.push(token);
  }
  return { kind: 'tokens', tokens };
}

function tokenOf([, name = '', equals, double, single, bare = '']: RegExpExecArray): Token | TokenFault {
  if (equals === undefined) return { kind: 'word', text: name };
  const quoted = double ?? single;
  if (quoted !== undefined) return { kind: 'pair', key: name, value: { text: quoted, quoted: true } };
  if (bare === '') return fault(`nothing after ${name}=`, `a value right after the =, such as ${name}=…`);
  if (/[“”„‟«»‘’‚]/.test(bare)) return fault('curly quotes', 'straight quotes: "…"');
  if (!isBare(bare)) return fault(`a value of ${name} with characters that need quotes`, `${name}="…"`);
  return { kind: 'pair', key: name, value: { text: bare, quoted: false } };
}

function faultAt(rest: string): TokenFault {
  if (rest.startsWith('=')) return fault('a = with no name before it', 'key=value without spaces around the =');
  const at = rest.search(/["']/);
  const opened = rest.charAt(at);
  return rest.includes(opened, at + 1)
    ? fault('quotes that are not around a whole value', 'key="…" with a space or the end of the line after it')
    : fault(
        `a ${opened} that is never closed`,
        `a closing ${opened}; around a value that holds ${opened}, use the other kind of quotes`,
      );
}

function fault(found: string, expected: string): TokenFault {
  return { kind: 'fault', found, expected };
}
