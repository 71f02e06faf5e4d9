/** What the API server answered, or why there is no answer. A failed question is a value: it says nothing about what is there. */
export type Answer<T> = { readonly kind: 'answered'; readonly value: T } | KubeFault;

/**
 * forbidden: 401, 403 · absent: 404, 410 · timeout: no answer in time, 408, 504 · unreachable: no connection, 429, 5xx, or no JSON ·
 * refused: any other status, such as 409 or 422, with what the server says of it.
 */
export interface KubeFault {
  readonly kind: 'forbidden' | 'absent' | 'timeout' | 'unreachable' | 'refused';
  /** One sentence of the server, or of what lies between. */
  readonly detail: string;
  /** Of HTTP; null where there was none. */
  readonly status: number | null;
}

/** Longer than any sentence that helps. */
const DETAIL_CHARACTERS = 400;

export function answered<T>(value: T): Answer<T> {
  return { kind: 'answered', value };
}

/** What a status that is no success means. */
export function faultOf(status: number, message: string): KubeFault {
  return { kind: kindOf(status), detail: shortened(`${status}: ${message}`), status };
}

export function shortened(text: string): string {
  const line = text.trim();
  return line.length > DETAIL_CHARACTERS ? `${line.slice(0, DETAIL_CHARACTERS - 1)}…` : line;
}

function kindOf(status: number): KubeFault['kind'] {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'absent';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429 || status >= 500) return 'unreachable';
  return 'refused';
}
