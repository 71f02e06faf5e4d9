/** Whether a transaction id, decimal with its epoch, is later than another one. */
export function laterId(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
