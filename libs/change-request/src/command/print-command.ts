import type { Command, ParameterChange } from './command.ts';
import { commandNamed, type Argument } from './commands.ts';
import { printParameter } from './parameters.ts';
import { quote } from './value.ts';

/** The one way to write a command: places, then keys in their order, moments in UTC. `readComment` reads it back as the same command. */
export function printCommand(command: Command): string {
  const parts: readonly (readonly [string, Argument])[] = Object.entries(commandNamed(command.kind)?.arguments ?? {});
  const values: Readonly<Record<string, unknown>> = { ...command };
  return [`/${command.kind}`, ...parts.flatMap(([name, part]) => printPart(name, part, values[name]))].join(' ');
}

function printPart(name: string, part: Argument, value: unknown): readonly string[] {
  if (value === undefined) return [];
  switch (part.as) {
    case 'parameters':
      return (value as readonly ParameterChange[]).map(printParameter);
    case 'position':
      return [part.shape.print(value)];
    case 'key':
      return [`${name}=${quote(part.shape.print(value))}`];
  }
}
