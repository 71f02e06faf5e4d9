/** What is put before the id of a rule of impact, where rules of other kinds are named too. */
export const IMPACT_RULE = 'impact/';
