import type { InputProblem } from '@postgres-ha/command-line';
import { inWords } from './config-faults.ts';
import type { Path, YamlText } from './yaml-text.ts';

/** What a part of a configuration is read with. */
export interface Part {
  readonly yaml: YamlText;
  /** Everything that is wrong, as far as it was seen. */
  readonly problems: InputProblem[];
}

/** A problem at the key that it is about. */
export function problemAt({ yaml, problems }: Part, path: Path): (about: Omit<InputProblem, 'where'>) => undefined {
  return (about) => {
    problems.push({ where: placeAt(yaml, path), ...about });
    return undefined;
  };
}

/** `bot.yaml:12:5: github.appId`. */
export function placeAt(yaml: YamlText, path: Path): string {
  return `${yaml.placeOf(path)}: ${inWords(path)}`;
}
