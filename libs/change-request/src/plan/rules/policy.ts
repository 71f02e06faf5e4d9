/** The version of the rules, bound into the hash of a plan: raised when the same change may be judged differently. */
export const POLICY = '1';
