import { REDACTED } from './blot-out.ts';

const NAME = String.raw`[\w.-]*(?:secret|token|passw(?:or)?d|passphrase|pgpass|access[_-]?key|api[_-]?key|private[_-]?key|routing[_-]?key|webhook[_-]?url)[\w.-]*`;

/** Where a secret stands in a text, and what is left of it. In their order: what is longer comes first. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  // a private key, with its lines ended in whatever way, or cut off
  [
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    REDACTED,
  ],
  // the password of a URI, and all of an address whose path is the secret
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@"'\\]*):[^\s"'\\]*@/gi, `$1:${REDACTED}@`],
  [
    /\bhttps:\/\/(hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks|[\w.-]+\.webhook\.office\.com)\/[^\s"'\\]+/gi,
    `https://$1/${REDACTED}`,
  ],
  // headers
  [
    /\b(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-amz-security-token|x-vault-token)(\\*["']?\s*[:=]\s*\\*["']?)[^\r\n"'\\]+/gi,
    `$1$2${REDACTED}`,
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // signed addresses
  [
    /([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|Signature|AWSAccessKeyId|sig|access_token)=)[^&\s"'\\]+/gi,
    `$1${REDACTED}`,
  ],
  // SQL
  [/\b(PASSWORD\s+)(?:E?'(?:[^']|'')*'?|\$(\w*)\$[\s\S]*?\$\2\$)/gi, `$1${REDACTED}`],
  // a name and its value: password=…, "token": "…", also in JSON within JSON
  [
    new RegExp(String.raw`(${NAME})(\\*["']?\s*[:=]\s*)(\\*)"((?:(?!\3")[\s\S])*)(?:\3"|$)`, 'gi'),
    `$1$2$3"${REDACTED}$3"`,
  ],
  [new RegExp(String.raw`(${NAME})(\\*["']?\s*[:=]\s*)'(?:[^'\\]|\\.|'')*(?:'|$)`, 'gi'), `$1$2'${REDACTED}'`],
  [new RegExp(String.raw`(${NAME})(\\*["']?\s*[:=]\s*)(?!\\*["'\[])[^\s,;&}"'\\]+`, 'gi'), `$1$2${REDACTED}`],
  // a line of a password file
  [/(^|\s)([^:\s]+:(?:\d+|\*):[^:\s]+:[^:\s]+):[^\s:]\S*$/gm, `$1$2:${REDACTED}`],
  // what is a credential by its form
  [/SCRAM-SHA-(?:1|256)\$[^\s"',;\\]+/g, REDACTED],
  [/\bmd5[0-9a-f]{32}\b/g, REDACTED],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, REDACTED],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{8,}|npm_[A-Za-z0-9]{30,}|hv[sb]\.[\w-]{20,})/g,
    REDACTED,
  ],
];

/** Long enough to hold a secret, and a whole number of quads. */
const BASE64 = /(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/g;

/**
 * Blots out what is a credential by its form or by the name before it: passwords, addresses with passwords, tokens, private keys, cookies, verifiers, and
 * base64 of any of them. What is secret and does not look like it is not found: give such values to `blotOut`.
 */
export function redactText(text: string): string {
  return inPlain(text).replace(BASE64, (encoded) => (hidesSecret(encoded) ? REDACTED : encoded));
}

function inPlain(text: string): string {
  return PLACES.reduce((clean, [place, rest]) => clean.replace(place, rest), text);
}

function hidesSecret(encoded: string): boolean {
  const decoded = atob(encoded);
  // Anything decodes to something: only what is text may be judged.
  return /^[\s\x20-\x7e]+$/.test(decoded) && inPlain(decoded) !== decoded;
}
