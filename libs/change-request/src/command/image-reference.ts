import { word, type Shape } from './shape.ts';

/** @see https://github.com/distribution/reference for the grammar; a host needs a dot or a port here, as for container runtimes. */
const NAME = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

export const imageReference: Shape<string> = word(
  '<image>',
  'an image with a tag, a digest or both, such as ghcr.io/cloudnative-pg/postgresql:17.6-standard-trixie',
  isImageReference,
);

function isImageReference(text: string): boolean {
  if (text.length > 400) return false;
  const [tagged = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return false;
  const colon = tagged.lastIndexOf(':');
  const hasTag = colon > tagged.lastIndexOf('/');
  if (hasTag ? !TAG.test(tagged.slice(colon + 1)) : digest === undefined) return false;
  const name = hasTag ? tagged.slice(0, colon) : tagged;
  const [host = '', ...path] = name.split('/');
  const components = host.includes(':') ? path : [host, ...path];
  return (
    name.length <= 255 && NAME.test(name) && components.length > 0 && components.every((part) => COMPONENT.test(part))
  );
}
