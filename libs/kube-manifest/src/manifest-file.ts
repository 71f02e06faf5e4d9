import { waveOf } from './argo-cd.ts';
import { canonicalYaml } from './canonical-yaml.ts';
import type { KubeObject } from './kube-object.ts';

/** A file's bytes as text, and its place relative to the root of the repository. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

/** A rendered file, and the objects in it, in their order. */
export interface RenderedFile extends ManifestFile {
  readonly objects: readonly KubeObject[];
}

export interface ManifestSource {
  /** Where the file goes. */
  readonly path: string;
  /** The file of people's intent that this one follows from. */
  readonly madeFrom: string;
  readonly objects: readonly KubeObject[];
}

/** Every rendered file starts with this; it is how a file is known to be ours to replace or remove. */
const HEADER_START = '# Rendered from ';

/**
 * The file's canonical text: a header, then the objects in order of their sync waves (objects of one wave keep the given order).
 * The same objects give the same bytes; nothing of time, machine or tool version is in it.
 */
export function manifestFile({ path, madeFrom, objects }: ManifestSource): RenderedFile {
  const header = `${HEADER_START}${madeFrom} by \`npm run render\`. Edit that file instead; \`npm run check\` finds edits made here.\n`;
  const ordered = objects.toSorted((a, b) => waveOf(a) - waveOf(b));
  let text: string | undefined;
  return {
    path,
    objects: ordered,
    // Written when it is first asked for: who compares objects needs no text.
    get text() {
      text ??= header + ordered.map((object) => `---\n${canonicalYaml(object)}`).join('');
      return text;
    },
  };
}

/** Whether a file's text says that it was rendered, and so may be replaced or removed by rendering. */
export function isRendered(text: string): boolean {
  return text.startsWith(HEADER_START);
}
