import { createHash } from 'node:crypto';
import { objectContent, type GitCommit, type GitPerson } from './git-objects.ts';

/** Whom GitHub commits as. */
export const WEB_FLOW: Pick<GitPerson, 'name' | 'email'> = { name: 'GitHub', email: 'noreply@github.com' };

const NOREPLY = 'users.noreply.example.org';

export function personOf(login: string, atMs: number): GitPerson {
  return { name: login, email: `${login}@${NOREPLY}`, atSeconds: Math.floor(atMs / 1000) };
}

/** @returns the account that a commit's mail address belongs to, `web-flow` for GitHub's own */
export function loginOfMail(email: string): string | undefined {
  if (email === WEB_FLOW.email) return 'web-flow';
  return email.endsWith(`@${NOREPLY}`) ? email.slice(0, -NOREPLY.length - 1) : undefined;
}

/** No real signature: it stands where one would, and the commit's id covers it. */
export function signedByGitHub(commit: GitCommit): GitCommit {
  const digest = createHash('sha512').update(unsignedText(commit)).digest('base64');
  return {
    ...commit,
    signature: `-----BEGIN PGP SIGNATURE-----\n\n${digest.slice(0, 64)}\n${digest.slice(64)}\n-----END PGP SIGNATURE-----`,
  };
}

/** What GitHub says of a signature: here, each one is its own. */
export function verificationOf(commit: GitCommit): Record<string, unknown> {
  if (commit.signature === undefined)
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  return {
    verified: true,
    reason: 'valid',
    signature: commit.signature,
    payload: unsignedText(commit),
    verified_at: new Date(commit.committer.atSeconds * 1000).toISOString().replace('.000Z', 'Z'),
  };
}

function unsignedText(commit: GitCommit): string {
  return objectContent({ kind: 'commit', commit: unsigned(commit) }).toString('utf8');
}

export function unsigned({ tree, parents, author, committer, message }: GitCommit): GitCommit {
  return { tree, parents, author, committer, message };
}
