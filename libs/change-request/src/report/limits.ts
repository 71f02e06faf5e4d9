/**
 * A pull request's body, in UTF-16 units: never fewer than the code points that GitHub counts there, nor than a quarter of the bytes that it
 * counts in a comment.
 * @see https://github.com/dead-claudia/github-limits/pull/13 (measured: bodies of pull requests 65,536 code points, comments 262,144 bytes)
 */
export const MOST_BODY = 65_536;

/**
 * Each of a check run's summary and text, in bytes: the documentation says characters, the answer says "bytesize".
 * @see https://github.com/github/docs/issues/35252
 */
export const MOST_CHECK_BYTES = 65_535;

/** Titles of pull requests and of check runs; GitHub takes 256, lists show about this much. */
export const MOST_TITLE = 120;

/** The first line of a commit's message: beyond it GitHub goes on in the next paragraph. */
export const MOST_SUBJECT = 72;
