/** Where in a list a text stands that stood there before. */
export function repeatsAt(texts: readonly string[]): readonly number[] {
  return texts.flatMap((text, index) => (texts.indexOf(text) < index ? [index] : []));
}
