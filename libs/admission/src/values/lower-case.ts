/**
 * Lower case as Go makes it: each character by itself, so that sigma has one form and dotted I loses its dot.
 * @see Go: strings.ToLower
 */
export function goLowerCase(text: string): string {
  return Array.from(text, (character) => (character === 'İ' ? 'i' : character.toLowerCase())).join('');
}
