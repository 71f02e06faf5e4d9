/** Characters that GitHub takes in a comment or an issue. */
export const MAX_BODY = 65_536;

/** UTF-16 units of one command; what people type is far shorter. */
export const MAX_LINE = 1000;

/** Commands of one comment: each may become a pull request. */
export const MAX_COMMANDS = 5;

/** Mistakes that are told of one comment. */
export const MAX_MISTAKES = 10;

/** Parameters of one `/set`. */
export const MAX_PARAMETERS = 20;

/** Characters (code points) of a reason. */
export const MAX_REASON = 200;
