import type { Command, ParameterChange } from '../command.ts';
import { looksSecret } from '../secrets.ts';

/**
 * The grammar of one line a second time, as regular expressions over whole lines. What looks like a secret is a matter of judgement and not of grammar:
 * that is shared.
 */
const NAME = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const CLUSTER = new RegExp(`^(${NAME})/(${NAME})$`);
const ANY = new RegExp(`^(${NAME})(?:/(${NAME}))?$`);
const PAIR = /[ \t]+([^\s="']+)=("[^"]*"|'[^']*'|[\w.:/@%+,-]+)(?![^ \t])/y;
const LINE =
  /^\/([a-z]+)((?:[ \t]+[^ \t="']+(?![^ \t]))*)((?:[ \t]+[^ \t="']+=(?:"[^"]*"|'[^']*'|[A-Za-z0-9_.:/@%+,-]+)(?![^ \t]))*)$/;

type Pairs = readonly (readonly [string, string, boolean])[];

/** @returns undefined where a line is no command, whatever else it is. */
export function referenceCommand(text: string): Command | undefined {
  if (text.length > 1000 || looksSecret(text.replace(/^\/[\w-]+/, '')) || hasUnseen(text)) return undefined;
  const [, kind, places = '', keys = ''] = LINE.exec(text) ?? [];
  if (kind === undefined) return undefined;
  const words = places.split(/[ \t]+/).filter((word) => word !== '');
  const pairs = pairsOf(keys);
  if (kind === 'set') return setCommand(words, pairs);
  const names = pairs.map(([name]) => name);
  if (new Set(names).size !== names.length) return undefined;
  return build(kind, words, Object.fromEntries(pairs.map(([name, value]) => [name, value])));
}

function hasUnseen(text: string): boolean {
  return !Array.from(text).every(isVisible);
}

/** Letters, marks, digits, signs, the space, the tab and the selector of emoji: what shows. */
export function isVisible(character: string): boolean {
  if (character === '\uFE0F') return true;
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cn} \t]$/u.test(character) && !/^[\p{DI}\p{NChar}]$/u.test(character);
}

function pairsOf(text: string): Pairs {
  const pairs: (readonly [string, string, boolean])[] = [];
  PAIR.lastIndex = 0;
  for (let match = PAIR.exec(text); match !== null; match = PAIR.exec(text)) {
    const [, name = '', value = ''] = match;
    const quoted = /^["']/.test(value);
    pairs.push([name, quoted ? value.slice(1, -1) : value, quoted]);
  }
  return pairs;
}

function setCommand(words: readonly string[], pairs: Pairs): Command | undefined {
  const target = targetOf(words, CLUSTER);
  const names = pairs.map(([name]) => name);
  const fits = pairs.every(
    ([name, value]) =>
      name.length <= 127 &&
      /^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)?$/.test(name) &&
      /^[\x20-\x7e]{0,200}$/.test(value) &&
      !(value.includes('"') && value.includes("'")),
  );
  if (target === undefined || pairs.length === 0 || pairs.length > 20 || !fits || new Set(names).size < names.length)
    return undefined;
  const parameters = pairs.map(([name, value, quoted]): ParameterChange => ({
    name,
    value: value === 'default' && !quoted ? undefined : value,
  }));
  return { kind: 'set', target, parameters };
}

function targetOf([word = '', ...more]: readonly string[], pattern: RegExp) {
  const [, environment, cluster] = pattern.exec(word) ?? [];
  return environment === undefined || more.length > 0 ? undefined : { environment, cluster };
}

type Keys = Readonly<Record<string, string>>;

/** For each command its places, the keys that it needs, those that it takes, and what they look like. */
const FORMS: Readonly<Record<string, { readonly needs?: Keys; readonly takes?: Keys; readonly any?: true }>> = {
  scale: { needs: { instances: '[1-9]|[12][0-9]|3[0-2]' } },
  resize: { takes: { storage: 'SIZE', wal: 'SIZE' }, any: true },
  resources: { takes: { cpu: 'CPU', memory: 'SIZE' }, any: true },
  upgrade: { needs: { image: 'IMAGE' } },
  maintenance: { takes: { until: 'INSTANT', reason: 'REASON' } },
  backups: { takes: { schedule: 'CRON', retention: '[1-9][0-9]{0,3}[dwm]' }, any: true },
  service: { needs: { name: NAME }, takes: { connections: 'BACKENDS' } },
  freeze: { needs: { reason: 'REASON' }, takes: { until: 'INSTANT' } },
  unfreeze: {},
  plan: {},
  render: {},
  override: { needs: { reason: 'REASON' } },
  unlock: {},
  help: {},
};

function build(kind: string, words: readonly string[], keys: Keys): Command | undefined {
  const form = Object.hasOwn(FORMS, kind) ? FORMS[kind] : undefined;
  if (form === undefined) return undefined;
  const needs = form.needs ?? {};
  const known: Keys = { ...needs, ...form.takes };
  const given = Object.keys(keys);
  const complete = Object.keys(needs).every((name) => name in keys) && (form.any === undefined || given.length > 0);
  if (!complete || !given.every((name) => Object.hasOwn(known, name) && fits(keys[name] ?? '', known[name] ?? '')))
    return undefined;
  const subject = subjectOf(kind, words);
  if (subject === undefined || (subject['phase'] === 'end' && 'until' in keys)) return undefined;
  return {
    kind,
    ...subject,
    ...Object.fromEntries(given.map((name) => [name, valueOf(name, keys[name] ?? '')])),
  } as Command;
}

function subjectOf(kind: string, words: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  if (kind === 'plan' || kind === 'render') return words.length === 0 ? {} : undefined;
  if (kind === 'help')
    return words.length > 1 ||
      !/^(?:|set|scale|resize|resources|upgrade|maintenance|backups|service|freeze|unfreeze|plan|render|override|unlock|help)$/.test(
        words[0] ?? '',
      )
      ? undefined
      : { about: words[0] };
  if (kind === 'override') {
    const [rule = '', ...more] = words;
    return more.length === 0 && rule.length <= 80 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(rule) ? { rule } : undefined;
  }
  const isWide = ['freeze', 'unfreeze', 'unlock'].includes(kind);
  const [first = '', ...others] = words;
  const target = targetOf(kind === 'maintenance' ? others : words, isWide ? ANY : CLUSTER);
  if (target === undefined) return undefined;
  return kind === 'maintenance' ? (/^(start|end)$/.test(first) ? { phase: first, target } : undefined) : { target };
}

function fits(text: string, shape: string): boolean {
  if (text.includes('"') && text.includes("'")) return false;
  switch (shape) {
    case 'SIZE':
      return (
        text.length <= 20 &&
        /^\d+(\.\d+)?([KMGTPE]i|[kMGTPE])$/.test(text) &&
        /[1-9]/.test(text.replace(/\D+$/, '')) &&
        sizeOf(text) < 63
      );
    case 'CPU':
      return text.length <= 20 && /^(\d+m?|\d+\.\d{1,3})$/.test(text) && /[1-9]/.test(text);
    case 'IMAGE':
      return isImage(text);
    case 'INSTANT':
      return momentOf(text) !== undefined;
    case 'REASON':
      return /^\S(?:[^\t]*\S)?$/u.test(text) && Array.from(text).length <= 200 && text === text.trim();
    case 'CRON': {
      const item = '([*?]|V(-V)?)(/[1-9][0-9]{0,3})?'.replaceAll('V', '([0-9]{1,2}|[A-Za-z]{3})');
      const field = `${item}(,${item})*`;
      return text.length <= 100 && new RegExp(`^ *${field}( +${field}){4} *$`).test(text);
    }
    case 'BACKENDS':
      return /^[1-9]\d{0,5}$/.test(text) && Number(text) < 2 ** 18;
    default:
      return new RegExp(`^(?:${shape})$`).test(text);
  }
}

/** The logarithm of a size to the base of two. */
function sizeOf(text: string): number {
  const [, amount = '', unit = '', binary] = /^([\d.]+)([a-zA-Z])(i?)$/.exec(text) ?? [];
  const power = ' kMGTPE'.indexOf(unit === 'K' ? 'k' : unit);
  return Math.log2(Number(amount) * (binary === 'i' ? 1024 : 1000) ** power);
}

function isImage(text: string): boolean {
  const part = '[a-z0-9]+(?:(?:[.]|_|__|-+)[a-z0-9]+)*';
  const match = new RegExp(
    `^((?:(?:[a-z0-9-]+(?:[.][a-z0-9-]+)*:[0-9]{1,5}/)?${part})(?:/${part})*)(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$`,
  ).exec(text);
  return (
    match !== null &&
    text.length <= 400 &&
    (match[1] ?? '').length <= 255 &&
    [match[2], match[3]].some((part) => part !== undefined)
  );
}

function momentOf(text: string): Date | undefined {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d)))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
    return undefined;
  const offset = (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0)) * (match[7] === '-' ? -1 : 1);
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second));
  return moment.getTime() >= Date.UTC(2000, 0, 1) && moment.getTime() < Date.UTC(3000, 0, 1) ? moment : undefined;
}

function valueOf(name: string, text: string): unknown {
  if (name === 'instances' || name === 'connections') return Number(text);
  if (name === 'until') return momentOf(text);
  return name === 'schedule' ? text.trim().replaceAll(/ +/g, ' ') : text;
}
