/**
 * Writes samples of backup.info with Barman's own class, one per version, from the same facts:
 * `node libs/workspace/src/regenerate-backup-info.ts`. Needs Python 3 with venv, and a package index.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = ['2.19', '3.4.0', '3.10.1', '3.17.0', '3.18.0', '3.19.1', '3.20.1'];
const SAMPLES = join(import.meta.dirname, '../../backup-catalog/src/backup-info/samples');

/** Only fields that the version knows are set, as in Barman itself. */
const PROGRAM = String.raw`
import datetime, io, sys
import barman.cli
from barman.infofile import BackupInfo, Tablespace

UTC = datetime.timezone.utc
facts = dict(
    backup_label="START WAL LOCATION: 16/B3000028 (file 0000000300000016000000B3)\n"
        "CHECKPOINT LOCATION: 16/B3000060\nBACKUP METHOD: streamed\nBACKUP FROM: standby\n"
        "START TIME: 2026-08-01 02:00:03 UTC\nLABEL: Barman backup cloud 20260801T020000\nSTART TIMELINE: 3\n",
    backup_name="backup-20260801020000",
    begin_offset=40, begin_time=datetime.datetime(2026, 8, 1, 2, 0, 3, 123456, tzinfo=UTC),
    begin_wal="0000000300000016000000B3", begin_xlog="16/B3000028",
    cluster_size=31457280, config_file="/var/lib/postgresql/data/pgdata/postgresql.conf",
    copy_stats={"total_time": 2.5, "number_of_workers": 2, "analysis_time": 1e-05,
        "copy_time_per_item": {"pgdata": 1.25, "it's fast": 0.5}, "serialized_copy_time": 1.75},
    data_checksums="on",
    end_offset=336, end_time=datetime.datetime(2026, 8, 1, 2, 5, 0, tzinfo=UTC),
    end_wal="0000000300000016000000B5", end_xlog="16/B5000150",
    hba_file="/var/lib/postgresql/data/pgdata/pg_hba.conf",
    ident_file="/var/lib/postgresql/data/pgdata/pg_ident.conf",
    included_files=["/var/lib/postgresql/data/pgdata/custom.conf", "/etc/it's \"here\"\\n.conf"],
    mode="concurrent", pgdata="/var/lib/postgresql/data/pgdata", server_name="cloud",
    status="DONE", summarize_wal="off", systemid="7430000000000000001",
    tablespaces=[Tablespace("it's fast", 16500, "/var/lib/postgresql/tablespaces/fast/data"),
        Tablespace("größe", 16501, "/var/lib/postgresql/tablespaces/groesse/data")],
    timeline=3, version=170010, xlog_segment_size=16777216,
)
info = BackupInfo("20260801T020000")
for name, value in facts.items():
    if hasattr(BackupInfo, name):
        info.set_attribute(name, value)
text = io.BytesIO()
info.save(file_object=text)
sys.stdout.buffer.write(text.getvalue())
`;

using place = mkdtempDisposableSync(join(tmpdir(), 'postgres-ha-barman-'));
mkdirSync(SAMPLES, { recursive: true });
for (const version of VERSIONS) {
  const home = join(place.path, version);
  run('python3', ['-m', 'venv', home]);
  const python = join(home, 'bin/python');
  // 3.20 asks for a newer Python than some systems have; this class needs none. Old versions need what setuptools once brought.
  run(python, ['-m', 'pip', 'install', '-q', '--ignore-requires-python', '--no-deps', `barman==${version}`]);
  run(python, [
    '-m',
    'pip',
    'install',
    '-q',
    'python-dateutil',
    'psycopg2-binary',
    'argcomplete',
    'argh',
    'setuptools<80',
  ]);
  writeFileSync(join(SAMPLES, `barman-${version}.txt`), run(python, ['-c', PROGRAM]));
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${[command, ...args.slice(0, 6)].join(' ')}: ${stderr}`, { cause: error });
  return stdout;
}
