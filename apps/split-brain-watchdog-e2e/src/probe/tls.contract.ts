import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  claimTemporaryDirectory,
  createTlsAuthority,
  startPostgres,
  type IssuedCertificate,
} from '@postgres-ha/local-stack';
import { openMemberProbe } from '@postgres-ha/postgres-probe';
import { eventually } from '@postgres-ha/testkit';
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

/** Certificates have whole seconds. */
function inDays(days: number): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000 + days * 86_400_000);
}

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
    await using before = openMemberProbe({ connection, member: 'one', observer: 'o', timeoutMs: 60_000 });
    expect((await before.probe({ detail: 'fast' })).outcome).toBe('authentication');
    await clientFiles('renewed', await authority.issue({ commonName: 'watch' }));
    await using after = openMemberProbe({ connection, member: 'one', observer: 'o', timeoutMs: 60_000 });
    expect((await after.probe({ detail: 'fast' })).outcome).toBe('answered');
  });

  test('the certificate is seen that the member serves, on the connection that is there anyway; without TLS none is', async () => {
    const notAfter = inDays(60);
    const certificate = await authority.issue({ commonName: 'localhost', names: ['127.0.0.1'], notAfter });
    await using server = await startPostgres({ major: 18, tls: { authority, certificate } });
    await using probe = probeOf(server, { login: { parameters: { sslmode: 'require' } } });
    expect(probe.servedUntil()).toBeUndefined();
    await probe.probe({ detail: 'fast' });
    expect(probe.servedUntil()).toEqual(notAfter);
    await using plain = await startPostgres({ major: 18 });
    await using unencrypted = probeOf(plain, { login: { parameters: { sslmode: 'prefer' } } });
    expect((await unencrypted.probe({ detail: 'fast' })).outcome).toBe('answered');
    expect(unencrypted.servedUntil()).toBeUndefined();
  });

  test('a certificate that is due is looked at anew by a connection of its own, an hour later and not before', async () => {
    const [old, renewed] = [inDays(3), inDays(90)];
    const issue = (notAfter: Date) => authority.issue({ commonName: 'localhost', names: ['127.0.0.1'], notAfter });
    await using server = await startPostgres({ major: 18, tls: { authority, certificate: await issue(old) } });
    // It may not see postmaster.pid, and no other reason makes it look aside: what is looked at is the certificate.
    const login = { ...(await createLogin(server, 'watch', 'IN ROLE pg_monitor')), parameters: { sslmode: 'require' } };
    const time = { ahead: 0 };
    await using probe = probeOf(server, {
      ...{ login, lookAsideEveryMs: Infinity },
      now: () => performance.now() + time.ahead,
    });
    const look = async (): Promise<Date | undefined> => {
      expect((await probe.probe({ detail: 'fast' })).outcome).toBe('answered');
      return probe.servedUntil();
    };
    expect(await look()).toEqual(old);
    const { certificate, key } = await issue(renewed);
    await writeFile(join(server.directory, 'server.crt'), certificate);
    await writeFile(join(server.directory, 'server.key'), key);
    await server.query('SELECT pg_reload_conf()');
    const fresh = async (): Promise<Date | undefined> => {
      await using other = probeOf(server, { login });
      await other.probe({ detail: 'fast' });
      return other.servedUntil();
    };
    const seesRenewed = (what: string, see: () => Promise<Date | undefined>) =>
      eventually(
        what,
        async () => {
          const until = await see();
          return until?.getTime() === renewed.getTime() ? until : undefined;
        },
        { timeoutMs: 300_000, intervalMs: 50 },
      );
    await seesRenewed('new connections get the renewed certificate', fresh);
    expect([await look(), await look()]).toEqual([old, old]);
    time.ahead = 3_600_000;
    await seesRenewed('the probe has looked anew', look);
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
