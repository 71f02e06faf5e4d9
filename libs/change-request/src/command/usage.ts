import type { Argument, CommandDescription } from './commands.ts';

/** How a command is written: `/scale <environment>/<cluster> instances=<number>`; what stands in brackets may be left out. */
export function usage({ kind, arguments: parts }: CommandDescription): string {
  return [`/${kind}`, ...Object.entries(parts).map(([name, part]) => partUsage(name, part))].join(' ');
}

function partUsage(name: string, part: Argument): string {
  switch (part.as) {
    case 'parameters':
      return '<parameter>=<value>…';
    case 'position':
      return part.shape.placeholder;
    case 'key':
      return part.required ? `${name}=${part.shape.placeholder}` : `[${name}=${part.shape.placeholder}]`;
  }
}
