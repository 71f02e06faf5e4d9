/** The end of the name of a file that is being written. */
export const LEFTOVER_MARK = '.rendering';

/** Whether a file is what a killed rendering left behind; the next rendering removes it. */
export function isLeftover(name: string): boolean {
  return name.startsWith('.') && name.endsWith(LEFTOVER_MARK);
}
