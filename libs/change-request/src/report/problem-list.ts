import { formatProblem, type Problem } from '@postgres-ha/environment';
import { cut, linesThatFit, prose, type Chapter } from '@postgres-ha/markup';

/** Problems at their places, one item each; `heading` is Markdown. */
export function problemList(heading: string, problems: readonly Problem[]): Chapter {
  return itemList(heading, problems.length, function* () {
    for (const problem of problems) yield `- ${prose(cut(formatProblem(problem), 1200))}`;
  });
}

/** A heading and items of a list, as many as there is room for, and how many more there are. */
export function itemList(heading: string, count: number, items: () => Iterable<string>): Chapter {
  return ({ most, measure }) => {
    if (count === 0) return '';
    const left = most - measure(heading) - 1;
    const whole = linesThatFit(items(), { most: left, measure });
    if (whole.length === count) return [`${heading}\n`, ...whole].join('\n');
    const fitting = linesThatFit(items(), { most: left - NOTE_ROOM, measure });
    return [`${heading}\n`, ...fitting, `- … and ${count - fitting.length} more of ${count}`].join('\n');
  };
}

const NOTE_ROOM = 60;
