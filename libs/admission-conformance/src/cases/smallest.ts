import { admissionOf, describeDifference, differenceOf, type Difference } from '../difference.ts';
import { knownDisagreement } from '../known-disagreements.ts';
import type { Mutation } from '../mutations/mutation.ts';
import { describeCase, type JudgedCase } from './judged-case.ts';
import { shrunk } from './shrink.ts';

/** How a case differs in a way that is not listed; undefined where it does not. */
export function unlistedDifference(judged: JudgedCase): Difference | undefined {
  const difference = differenceOf(judged, admissionOf(judged));
  return difference === undefined || knownDisagreement(difference, judged) !== undefined ? undefined : difference;
}

/**
 * For people: the least that must be done to the valid object to see the difference.
 * @param judge asks the API server again
 */
export async function describeSmallest(
  judged: JudgedCase,
  judge: (mutations: readonly Mutation[]) => Promise<JudgedCase>,
): Promise<string> {
  const mutations = await shrunk(
    judged.mutations,
    async (fewer) => unlistedDifference(await judge(fewer)) !== undefined,
  );
  const smallest = await judge(mutations);
  const difference = unlistedDifference(smallest);
  return `${describeCase(smallest)}\n  ${difference === undefined ? 'does not happen every time' : describeDifference(difference)}`;
}
