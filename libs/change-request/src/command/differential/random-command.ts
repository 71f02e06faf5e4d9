import type { Random } from './random.ts';

const TARGETS = ['production/postgres-cluster', 'production/orders', 'staging/a', 'p/q', 'dev-1/x9'];
const ENVIRONMENTS = ['production', 'staging', 'p'];
const REASONS = [
  '"new disks"',
  '\'the "big" move\'',
  '"Zürich – 移行 🔧⚠️"',
  '"a [b] `c` $d ~e~"',
  'word',
  '"see <b>"',
  '"x]: y"',
  '"-->"',
  '"=1"',
];
const MOMENTS = [
  '2026-12-27',
  '2026-12-27T06:00:00Z',
  '2026-12-27T06:00+01:00',
  '2028-02-29T23:59:59-11:30',
  '2999-12-31T23:59Z',
  '2000-01-01',
];
const SIZES = ['200Gi', '1.5Ti', '500M', '64Mi', '0.5Gi', '7E'];
const VALUES = [
  '16MB',
  '300',
  'on',
  'default',
  '"default"',
  '""',
  "'$user'",
  '"a b"',
  '\'"$user", public\'',
  '0.9',
  '"%m [%p] "',
  '"\\`"',
];
const PARAMETERS = ['work_mem', 'max_connections', 'pg_stat_statements.max', 'jit', 'a$b', '_x', 'log_line_prefix'];
const IMAGES = [
  'ghcr.io/cloudnative-pg/postgresql:17.6-standard-trixie',
  `registry.example.com:5000/a/b_c:1@sha256:${'0af9'.repeat(16)}`,
  `postgres@sha256:${'12ef'.repeat(16)}`,
];

/** A command as people may write it: any order of keys, any quotes, any spaces. */
export function randomCommand(random: Random): string {
  const [name, places, keys] = parts(random);
  const order = random.chance(70) ? keys : keys.toReversed();
  const gap = () => (random.chance(90) ? ' ' : random.pick(['  ', '\t', ' \t ']));
  return [name, ...[...places, ...order].map((part) => `${gap()}${part}`)].join('');
}

function parts(random: Random): readonly [string, readonly string[], readonly string[]] {
  const target = random.pick(TARGETS);
  const wide = random.chance(50) ? target : random.pick(ENVIRONMENTS);
  const some = (...keys: string[]): string[] => (random.chance(60) ? keys : keys.slice(random.next(keys.length)));
  const perhaps = (...keys: string[]): string[] => keys.filter(() => random.chance(50));
  const until = `until=${random.pick(MOMENTS)}`;
  const reason = `reason=${random.pick(REASONS)}`;
  switch (random.next(15)) {
    case 0:
      return ['/scale', [target], [`instances=${quoted(random, String(1 + random.next(32)))}`]];
    case 1:
      return ['/resize', [target], some(`storage=${random.pick(SIZES)}`, `wal=${random.pick(SIZES)}`)];
    case 2:
      return [
        '/set',
        [target],
        PARAMETERS.slice(random.next(PARAMETERS.length)).map((name) => `${name}=${random.pick(VALUES)}`),
      ];
    case 3:
      return ['/resources', [target], some(`cpu=${random.pick(['2', '500m', '0.5'])}`, `memory=${random.pick(SIZES)}`)];
    case 4:
      return ['/upgrade', [target], [`image=${random.pick(IMAGES)}`]];
    case 5:
      return ['/maintenance', ['start', target], perhaps(until, reason)];
    case 6:
      return ['/maintenance', ['end', target], perhaps(reason)];
    case 7:
      return [
        '/backups',
        [target],
        some(
          `schedule=${random.pick(['"0 2 * * *"', "'*/15 0-6  * JAN,3 mon-fri'"])}`,
          `retention=${random.pick(['30d', '4w'])}`,
        ),
      ];
    case 8:
      return ['/service', [target], ['name=mail-svc', ...perhaps(`connections=${1 + random.next(999)}`)]];
    case 9:
      return ['/freeze', [wide], [reason, ...perhaps(until)]];
    case 10:
      return ['/unfreeze', [wide], []];
    case 11:
      return ['/override', [random.pick(['facts-unknown', 'frozen'])], [reason]];
    case 12:
      return ['/unlock', [wide], []];
    case 13:
      return ['/help', perhaps(random.pick(['scale', 'help'])), []];
    default:
      return [random.pick(['/plan', '/render']), [], []];
  }
}

function quoted(random: Random, text: string): string {
  return random.pick([text, text, text, `"${text}"`, `'${text}'`]);
}
