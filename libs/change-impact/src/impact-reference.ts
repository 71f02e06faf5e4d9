import { disruptionOf, effectOf } from './action.ts';
import { DISRUPTIONS } from './disruption.ts';
import { HAZARDS } from './hazards/hazards.ts';
import { IMPACT_RULES } from './impact-rules.ts';
import { knownParameters, parameterDefinition } from './parameters/parameter-definition.ts';
import type { PathPattern } from './path-pattern.ts';
import { PRESENCE_RULES } from './presence.ts';
import type { ImpactRule } from './rule.ts';

const MEANINGS: Readonly<Record<(typeof DISRUPTIONS)[number], string>> = {
  none: 'Nothing that serves clients does anything else than before.',
  reload: 'A configuration is read again; no connection ends.',
  'data-copy': 'A standby is made anew from the data of another instance; the others go on.',
  'rolling-restart': 'Standbys or poolers restart one after another; their connections end, the primary goes on.',
  switchover: 'A standby becomes primary; writes pause for seconds.',
  'primary-restart': 'The primary stops and starts again in its place; nobody takes over.',
  downtime: 'Nothing of the database answers until the change is through.',
  irreversible: 'Something is lost or changed that putting the old files back does not bring back.',
};

/** A cluster as most are: three instances, and a primary that restarts where it is. */
const USUAL = {
  instances: 3,
  method: 'restart',
  supervised: false,
  smartShutdownSeconds: 0,
  needsEveryStandby: false,
} as const;

/** The reference page of all fields, parameters and hazards, in Markdown. */
export function impactReference(): string {
  const kinds = [...new Set(IMPACT_RULES.map(({ kinds: [kind = ''] }) => kind))];
  return [
    '# What a change does: reference',
    'Made from `libs/change-impact`; a test compares them. CloudNativePG 1.30, Barman Cloud plugin 0.14, PostgreSQL 14 to 18.',
    'A class is that of a cluster of three instances whose primary restarts where it is (`primaryUpdateMethod: restart`, unsupervised). With `switchover` a `primary-restart` is a `switchover` wherever the primary can hand over; supervised, the primary waits for someone (`rolling-restart`); with one instance it is `downtime`. `*` stands for any key or item, `**` for all that is below. Where the value decides (a size that shrinks, a shorter retention, `ensure: absent`), the class here is that of the usual change; `diff` names that of the very one.',
    '## Classes, least first',
    table(
      ['Class', 'Meaning'],
      DISRUPTIONS.map((disruption) => [`\`${disruption}\``, MEANINGS[disruption]]),
    ),
    ...kinds.flatMap((kind) => [
      `## ${kind === '*' ? 'Every kind' : kind}`,
      table(
        ['Field', 'Class', 'What happens', 'Why', 'Source', 'Rule'],
        IMPACT_RULES.filter(({ kinds: [first] }) => first === kind).map(ruleRow),
      ),
    ]),
    '## Objects that come and go',
    table(
      ['Kind', 'New', 'Gone, unless `Prune=false` keeps it', 'Why', 'Rule'],
      PRESENCE_RULES.map(({ kinds: of, added, removed, reason, id }) => [
        of.join(', '),
        added.effect,
        removed({ apiVersion: 'v1', kind: of[0] ?? '', metadata: { name: 'x' } }).effect,
        reason,
        `\`${id}\``,
      ]),
    ),
    '## Parameters of PostgreSQL that need a restart',
    'All others are taken on a reload. A parameter that is marked with a version is so in these only.',
    table(['Parameter', 'Versions'], restartParameters()),
    '## Hazards',
    table(
      ['Hazard', 'Level', 'What it is', 'Why it matters', 'What to do', 'Source'],
      HAZARDS.map(({ id, level, summary, detail, remedy, source }) => [
        `\`${id}\``,
        level,
        summary,
        detail,
        remedy,
        source,
      ]),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function ruleRow({ id, kinds: [, ...others], paths, action, effect, reason, source }: ImpactRule): readonly string[] {
  const also = others.length === 0 ? '' : ` (also ${others.join(', ')})`;
  return [
    `${paths.map(written).join('<br>')}${also}`,
    `\`${disruptionOf(action, USUAL)}\``,
    effect ?? effectOf(action, USUAL),
    reason,
    source,
    `\`${id}\``,
  ];
}

function written(pattern: PathPattern): string {
  const keys = pattern.map((key) => (key.includes('.') ? `["${key}"]` : `.${key}`));
  return `\`${keys.join('').replace(/^\./, '')}\``;
}

function restartParameters(): readonly (readonly string[])[] {
  const majors = [14, 15, 16, 17, 18];
  return knownParameters().flatMap((name) => {
    const restarting = majors.filter((major) => parameterDefinition(name, major)?.context === 'postmaster');
    if (restarting.length === 0) return [];
    return [[`\`${name}\``, restarting.length === majors.length ? 'all' : restarting.join(', ')]];
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
