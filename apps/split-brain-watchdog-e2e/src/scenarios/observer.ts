/** Who looks, in recordings of scenarios. */
export const OBSERVER = 'o1';
