/**
 * Whether a path in an extension's image leads out of it as CloudNativePG judges: the path, made as short as can be, begins with two dots.
 * So `..x` does, and `/..` does not.
 * @see Go: path/filepath.Clean
 */
export function leavesExtension(path: string): boolean {
  if (path.startsWith('/')) return false;
  const kept: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..' || kept.length === 0 || kept.at(-1) === '..') kept.push(step);
    else kept.pop();
  }
  return kept[0]?.startsWith('..') ?? false;
}
