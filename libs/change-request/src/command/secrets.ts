/** Forms that issuers gave their tokens so that they are found, and those in which passwords are kept. */
const ISSUED =
  /(?:gh[pousr]_|github_pat_|glpat-|npm_|hvs\.|xox[abeprs]-)[\w-]{10}|(?:AKIA|ASIA)[A-Z0-9]{12}|AIza[\w-]{20}|eyJ[\w-]{8,500}\.[\w-]|SCRAM-SHA-256\$|md5[0-9a-f]{32}|-----BEGIN/;

const NAMED =
  /(?:^|[^a-z0-9])(?:pg)?(?:pass|password|passwd|pwd|secret|token|passphrase|api_?key|access_?key|secret_?key|private_?key|credentials?) *= *[^ ]/i;

const IN_ADDRESS = /:\/\/[^\s/@:]{0,200}:[^\s/@]{1,200}@/;

/** What chance made: as long as 24 bytes in Base64, of capitals, small letters and digits. Hashes in hexadecimal are none. */
const RANDOM = /[A-Za-z0-9+=_-]{32,}/g;

/** Whether a text holds something that ought not to be in a comment. It errs on the side of a secret. */
export function looksSecret(text: string): boolean {
  if (ISSUED.test(text) || NAMED.test(text) || IN_ADDRESS.test(text)) return true;
  return (text.match(RANDOM) ?? []).some((run) => /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run));
}
