/** How many commits a report names one by one. */
export const NEWEST_COMMITS = 20;
