import { cpuMillicores, quantityBytes } from '@postgres-ha/kube-manifest';
import type { Target } from './command.ts';
import { MAX_REASON } from './limits.ts';
import { word, type Shape } from './shape.ts';

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const A_NAME = 'lower-case letters, digits and hyphens, at most 63';

export const clusterTarget: Shape<Target> = {
  placeholder: '<environment>/<cluster>',
  expected: 'an environment and a cluster such as production/postgres-cluster',
  read: (text) => {
    const target = readTarget(text);
    return target?.cluster === undefined ? undefined : target;
  },
  print: printTarget,
};

/** A cluster, or all of an environment. */
export const anyTarget: Shape<Target> = {
  placeholder: '<environment>[/<cluster>]',
  expected: 'an environment such as production, or one of its clusters such as production/postgres-cluster',
  read: readTarget,
  print: printTarget,
};

function readTarget(text: string): Target | undefined {
  const [environment = '', cluster, ...more] = text.split('/');
  if (more.length > 0 || !NAME.test(environment)) return undefined;
  return cluster === undefined || NAME.test(cluster) ? { environment, cluster } : undefined;
}

/** `production/orders`, or `production` alone. */
export function printTarget({ environment, cluster }: Target): string {
  return cluster === undefined ? environment : `${environment}/${cluster}`;
}

/** A whole number within bounds, without sign or leading zeros. */
export function count(from: number, to: number): Shape<number> {
  return {
    placeholder: '<number>',
    expected: `a whole number from ${from} to ${to}`,
    read: (text) => {
      const value = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
      return value >= from && value <= to ? value : undefined;
    },
    print: String,
  };
}

export const size: Shape<string> = word(
  '<size>',
  'a size with a Kubernetes unit such as 200Gi (not GB)',
  (text) => text.length <= 20 && /[a-zA-Z]$/.test(text) && quantityBytes(text) !== undefined,
);

export const cpu: Shape<string> = word(
  '<cpu>',
  'an amount of CPU such as 2 or 500m',
  (text) => text.length <= 20 && cpuMillicores(text) !== undefined,
);

export const phase: Shape<'start' | 'end'> = {
  placeholder: 'start|end',
  expected: 'start or end',
  read: (text) => (text === 'start' || text === 'end' ? text : undefined),
  print: (value) => value,
};

/** @see libs/environment/src/schema/scalars.ts: retention */
export const retention: Shape<string> = word('<time>', 'a retention such as 30d, 4w or 6m', (text) =>
  /^[1-9]\d{0,3}[dwm]$/.test(text),
);

const CRON_VALUE = '(?:\\d{1,2}|[A-Za-z]{3})';
const CRON_ITEM = `(?:\\*|\\?|${CRON_VALUE}(?:-${CRON_VALUE})?)(?:/[1-9]\\d{0,3})?`;
const CRON_FIELD = new RegExp(`^${CRON_ITEM}(?:,${CRON_ITEM})*$`);

/** Five fields, as CRON has them. Fields are separated by one space when printed. */
export const schedule: Shape<string> = {
  placeholder: '"<cron>"',
  expected: 'a schedule with five fields in quotes such as "0 2 * * *", in UTC',
  read: (text) => {
    const fields = text.split(' ').filter((field) => field !== '');
    return text.length <= 100 && fields.length === 5 && fields.every((field) => CRON_FIELD.test(field))
      ? fields.join(' ')
      : undefined;
  },
  print: (value) => value,
};

export const serviceName: Shape<string> = word('<name>', `the name of an application: ${A_NAME}`, (text) =>
  NAME.test(text),
);

export const ruleId: Shape<string> = word(
  '<rule>',
  'the id of a rule as the pull request shows it, such as facts-unknown',
  (text) => text.length <= 80 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text),
);

/** Words for people: any script, on one line. What cannot be seen was refused before. */
export const reason: Shape<string> = word(
  '"<words>"',
  `words in quotes, at most ${MAX_REASON} characters`,
  (text) =>
    text.trim() === text &&
    text !== '' &&
    !text.includes('\t') &&
    Array.from(text.slice(0, 2 * MAX_REASON + 1)).length <= MAX_REASON,
);
