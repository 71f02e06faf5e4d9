import { fileURLToPath } from 'node:url';

/** Where a store is, as people write it on a command line or in an environment. */
export type StoreAddress =
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** Without slashes around it; often empty. */ readonly prefix: string;
    }
  | { readonly kind: 'directory'; readonly directory: string }
  | {
      readonly kind: 'malformed';
      /** For people; has nothing of the text in it that may be secret. */ readonly problem: string;
    };

/** What Amazon allows today, and underscores and capitals, which old buckets and other servers have. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const EXPECTED = 'expected s3://bucket/path, file:///path or a directory';

/** Reads `s3://bucket/optional/path`, `file:///path` or the path of a directory. Nothing in an S3 path is decoded: `%20` is three characters. */
export function parseStoreAddress(text: string): StoreAddress {
  if (text === '') return malformed('the address is empty');
  if (text !== text.trim()) return malformed('the address begins or ends with white space');
  if (hasControlCharacter(text)) return malformed('the address has a control character in it');
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return { kind: 'directory', directory: text };
    case 's3':
      return s3Address(text.slice('s3:'.length));
    case 'file':
      return directoryAddress(text);
    case 'http':
    case 'https':
      return malformed(
        'an address of the web is no address of a bucket: give s3://bucket/path, and the server as its endpoint',
      );
    default:
      return malformed(`stores of kind ${scheme}: are not known`);
  }
}

function s3Address(rest: string): StoreAddress {
  if (!rest.startsWith('//')) return malformed('s3: wants two slashes behind it');
  const [bucket = '', ...path] = rest.slice(2).split('/');
  // not repeated: what stands before an @ may be a password
  if (bucket.includes('@')) return malformed('an address takes no user and no password; credentials are given apart');
  if (bucket === '') return malformed('no bucket is named');
  if (!BUCKET.test(bucket)) return malformed(`${JSON.stringify(bucket)} cannot be the name of a bucket`);
  return { kind: 's3', bucket, prefix: trimSlashes(path.join('/')) };
}

function directoryAddress(text: string): StoreAddress {
  try {
    const url = new URL(text);
    if (url.search !== '' || url.hash !== '')
      return malformed('a file address takes no ? and no #; write them as %3F and %23');
    const directory = fileURLToPath(url);
    return hasControlCharacter(directory)
      ? malformed('the address has a control character in it')
      : { kind: 'directory', directory };
  } catch {
    return malformed('the file address names another host or cannot be read');
  }
}

/** Without slashes at either end: a prefix below which keys lie. */
export function trimSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (start < end && path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}

function malformed(found: string): StoreAddress {
  return { kind: 'malformed', problem: `${found}; ${EXPECTED}` };
}
