import { formatProblem } from '@postgres-ha/environment';
import { listed, passed, type Rule } from './rule.ts';

/** What is asked of the files themselves. */
export const filesRules: readonly Rule[] = [
  {
    id: 'house-rules',
    summary: 'Do the house rules find anything in the new files that they did not find in the old ones?',
    why: 'An error means that nothing is rendered, so there is no plan at all; a warning works, and someone will be sorry. `postgres-ha explain <id>` tells more of each.',
    outcomes: ['warned'],
    judge: ({ findings }) => {
      const warnings = findings.filter(({ level }) => level === 'warning').map(({ problem }) => problem);
      const [first] = warnings;
      if (first === undefined) return passed('The house rules find nothing new.');
      return {
        outcome: 'warned',
        summary: `The house rules find something new: ${listed(warnings.map(({ id, file, line }) => `${id} in ${file}:${line}`))}.`,
        remedy: first.remedy ?? `Found ${first.found}, expected ${first.expected}.`,
      };
    },
  },
  {
    id: 'admission',
    summary: 'Would the API server and CloudNativePG take every object that changes, and the step to it?',
    why: 'They judge an object when it is applied, which is after the merge: what they refuse then stops the delivery, with whatever else is in it.',
    outcomes: ['denied'],
    judge: ({ changes }) => {
      const refusals = changes.flatMap((change) => change.refusals);
      const [first] = refusals;
      if (first === undefined) return passed('CloudNativePG takes every object that changes.');
      return {
        outcome: 'denied',
        summary: `CloudNativePG refuses: ${formatProblem(first)}${refusals.length > 1 ? ` And ${refusals.length - 1} more.` : ''}`,
        remedy: first.remedy ?? 'Change the file as it says.',
      };
    },
  },
  {
    id: 'drift',
    summary: 'Is what is rendered what the files of people come to?',
    why: 'What is applied is the rendered files. One that was edited by hand, or not rendered again, says something else than people read and review.',
    outcomes: ['warned', 'denied'],
    judge: ({ drift, driftOf }) => {
      if (drift.length === 0) return passed('The rendered files are what the files of people come to.');
      const places = listed(drift.map(({ path, kind }) => `${path} (${kind})`));
      return driftOf === 'base'
        ? {
            outcome: 'warned',
            summary: `Before this change, rendered files were not what the files of people said: ${places}. This change renders them again, so it brings more than what was asked for.`,
            remedy: 'Read what changes below; whoever edited a rendered file by hand finds it undone.',
          }
        : {
            outcome: 'denied',
            summary: `Rendered files are not what the files of people come to: ${places}.`,
            remedy: 'Comment /render, or run `npm run render` and commit what it writes.',
          };
    },
  },
];
