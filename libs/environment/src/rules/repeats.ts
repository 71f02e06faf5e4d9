/** Where words stand that stood before. */
export function positionsOfRepeats(words: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  return words.flatMap((word, position) => {
    const again = seen.has(word);
    seen.add(word);
    return again ? [position] : [];
  });
}
