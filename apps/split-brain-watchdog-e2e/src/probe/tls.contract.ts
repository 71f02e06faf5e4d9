import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  claimTemporaryDirectory,
  createTlsAuthority,
  startPostgres,
  type IssuedCertificate,
} from '@postgres-ha/local-stack';
import { openMemberProbe } from '@postgres-ha/postgres-probe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionString, createLogin, probeOf, settingsOf } from './probed-server.ts';

const authority = await createTlsAuthority();
const stranger = await createTlsAuthority('another authority');
const resources = new AsyncDisposableStack();
let directory = '';

beforeAll(async () => {
  directory = resources.use(await claimTemporaryDirectory({ longestSocket: '' })).path;
  await writeFile(join(directory, 'root.crt'), authority.certificate);
  await writeFile(join(directory, 'stranger.crt'), stranger.certificate);
});
afterAll(async () => {
  await resources.disposeAsync();
});

async function clientFiles(name: string, issued: IssuedCertificate): Promise<Readonly<Record<string, string>>> {
  const [sslcert, sslkey] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  await writeFile(sslcert, issued.certificate);
  await writeFile(sslkey, issued.key, { mode: 0o600 });
  return { sslcert, sslkey };
}

describe('TLS', () => {
  test('each sslmode verifies what it says, and SCRAM goes over it', async () => {
    const certificate = await authority.issue({ commonName: 'elsewhere', names: ['elsewhere.invalid'] });
    await using named = await startPostgres({ major: 18, tls: { authority } });
    await using misnamed = await startPostgres({ major: 18, tls: { authority, certificate } });
    const outcome = async (server: typeof named, parameters: Readonly<Record<string, string>>): Promise<string> => {
      await using probe = probeOf(server, { login: { parameters } });
      const { outcome: what, code } = await probe.probe({ detail: 'fast' });
      return code === null ? what : `${what} ${code}`;
    };
    const known = { sslrootcert: join(directory, 'root.crt') };
    const unknown = { sslrootcert: join(directory, 'stranger.crt') };
    const found = [
      await outcome(named, { sslmode: 'disable' }),
      await outcome(named, {}),
      await outcome(named, { sslmode: 'require' }),
      await outcome(named, { sslmode: 'require', ...unknown }),
      await outcome(named, { sslmode: 'verify-full', ...known }),
      await outcome(named, { sslmode: 'verify-full', ...known, channel_binding: 'disable' }),
      await outcome(named, { sslmode: 'verify-ca', ...unknown }),
      await outcome(misnamed, { sslmode: 'verify-ca', ...known }),
      await outcome(misnamed, { sslmode: 'verify-full', ...known }),
      await outcome(misnamed, { sslmode: 'verify-full', sslrootcert: join(directory, 'missing.crt') }),
    ];
    expect(found).toEqual([
      'authentication 28000',
      'answered',
      'answered',
      'tls SELF_SIGNED_CERT_IN_CHAIN',
      'answered',
      'answered',
      'tls SELF_SIGNED_CERT_IN_CHAIN',
      'answered',
      'tls ERR_TLS_CERT_ALTNAME_INVALID',
      'tls ENOENT',
    ]);
  });

  test('the name of the host counts where its address is given beside it', async () => {
    const certificate = await authority.issue({ commonName: 'db', names: ['db.example'] });
    await using server = await startPostgres({ major: 18, tls: { authority, certificate } });
    const parameters = { sslmode: 'verify-full', sslrootcert: join(directory, 'root.crt'), hostaddr: '127.0.0.1' };
    await using right = probeOf(server, { login: { host: 'db.example', parameters } });
    await using wrong = probeOf(server, { login: { host: 'other.example', parameters } });
    expect((await right.probe({ detail: 'fast' })).outcome).toBe('answered');
    expect((await wrong.probe({ detail: 'fast' })).outcome).toBe('tls');
  });

  test('a server that offers no TLS is not spoken to where TLS is required', async () => {
    await using server = await startPostgres({ major: 18 });
    await using strict = probeOf(server, { login: { parameters: { sslmode: 'require' } } });
    expect(await strict.probe({ detail: 'fast' })).toMatchObject({ outcome: 'tls', code: 'TLS_NOT_OFFERED' });
    await using lenient = probeOf(server, { login: { parameters: { sslmode: 'prefer' } } });
    expect((await lenient.probe({ detail: 'fast' })).outcome).toBe('answered');
  });

  test('a certificate is login enough, and one that expired, is of another authority or missing is none', async () => {
    await using server = await startPostgres({ major: 18, tls: { authority, clientCertificates: ['watch'] } });
    await createLogin(server, 'watch', 'REPLICATION IN ROLE pg_monitor');
    const past = { notBefore: new Date(Date.now() - 2 * 86_400_000), notAfter: new Date(Date.now() - 86_400_000) };
    const files = {
      good: await clientFiles('good', await authority.issue({ commonName: 'watch' })),
      expired: await clientFiles('expired', await authority.issue({ commonName: 'watch', ...past })),
      foreign: await clientFiles('foreign', await stranger.issue({ commonName: 'watch' })),
      other: await clientFiles('other', await authority.issue({ commonName: 'somebody' })),
      none: {},
    };
    const outcomes: Record<string, string> = {};
    for (const [name, certificate] of Object.entries(files)) {
      const parameters = { sslmode: 'verify-full', sslrootcert: join(directory, 'root.crt'), ...certificate };
      await using probe = probeOf(server, { login: { user: 'watch', password: 'of-no-use', parameters } });
      const seen = await probe.probe({ detail: 'fast' });
      // with TLS 1.3 a server may be gone before its word on our certificate is read
      outcomes[name] = seen.outcome === 'unreachable' && certificate !== files.none ? 'tls' : seen.outcome;
      if (name === 'good') expect((await probe.history({ kind: 'history', member: 'one' })).kind).toBe('history');
    }
    expect(outcomes).toEqual({
      good: 'answered',
      expired: 'tls',
      foreign: 'tls',
      other: 'authentication',
      none: 'authentication',
    });
  });

  test('a renewed certificate is used by the next connection', async () => {
    await using server = await startPostgres({ major: 18, tls: { authority, clientCertificates: ['watch'] } });
    await createLogin(server, 'watch', 'IN ROLE pg_monitor');
    const wrong = await clientFiles('renewed', await authority.issue({ commonName: 'old' }));
    const parameters = { sslmode: 'verify-full', sslrootcert: join(directory, 'root.crt'), ...wrong };
    const connection = settingsOf(connectionString(server, { user: 'watch', parameters }));
    await using before = openMemberProbe({ connection, member: 'one', observer: 'o', timeoutMs: 5_000 });
    expect((await before.probe({ detail: 'fast' })).outcome).toBe('authentication');
    await clientFiles('renewed', await authority.issue({ commonName: 'watch' }));
    await using after = openMemberProbe({ connection, member: 'one', observer: 'o', timeoutMs: 5_000 });
    expect((await after.probe({ detail: 'fast' })).outcome).toBe('answered');
  });

  test('a password comes from a passfile, unless others may read it', async () => {
    await using server = await startPostgres({ major: 18 });
    const passfile = join(directory, 'passfile');
    await writeFile(passfile, `# comment\n127.0.0.1:${server.port}:*:${server.superuser}:${server.password}\n`, {
      mode: 0o600,
    });
    const text = `host=127.0.0.1 port=${server.port} user=${server.superuser} dbname=postgres passfile='${passfile}'`;
    await using probe = probeOf(server, { connection: settingsOf(text) });
    expect((await probe.probe({ detail: 'fast' })).outcome).toBe('answered');
    await chmod(passfile, 0o644);
    await using refused = probeOf(server, { connection: settingsOf(text) });
    expect((await refused.probe({ detail: 'fast' })).outcome).toBe('authentication');
  });
});
