/** Days, roughly; without a policy everything is kept. */
export function retentionDays(policy: unknown): number {
  const match = typeof policy === 'string' ? /^(\d+)([dwm])$/.exec(policy) : null;
  if (match === null) return Infinity;
  return Number(match[1]) * (match[2] === 'd' ? 1 : match[2] === 'w' ? 7 : 30);
}
