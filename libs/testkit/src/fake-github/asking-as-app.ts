import { generateKeyPairSync, sign } from 'node:crypto';
import type { FakeGitHub } from './fake-github.ts';
import { ask } from './asking.ts';
import type { AppSetup } from './world.ts';

const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const APP: AppSetup = {
  id: 42,
  slug: 'keeper-app',
  publicKey: KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  installations: [
    {
      id: 7,
      account: 'acme',
      repositories: ['databases'],
      permissions: { contents: 'write', pull_requests: 'write', issues: 'write', checks: 'write' },
    },
  ],
};

/** As the app itself, for nine minutes from `nowMs`. */
export function jwtOfApp(nowMs: number = Date.now()): string {
  const seconds = Math.floor(nowMs / 1000);
  const text = [
    { alg: 'RS256', typ: 'JWT' },
    { iss: APP.id, iat: seconds - 30, exp: seconds + 540 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), KEYS.privateKey).toString('base64url')}`;
}

/** A token of its installation. */
export async function installationToken(github: FakeGitHub, nowMs?: number): Promise<string> {
  const path = `/app/installations/${APP.installations[0]?.id ?? 0}/access_tokens`;
  const { body } = await ask(github, path, { method: 'POST', token: jwtOfApp(nowMs) });
  return String(body['token']);
}
