import type { CommandKind } from './commands.ts';

/** A question of a form. `name` is the part of the command that its answer becomes. */
export interface FormField {
  /** As in the form's file. */
  readonly id: string;
  /** As in the form's file: GitHub makes it the heading above the answer. */
  readonly label: string;
  readonly required: boolean;
  readonly name: string;
  /** A line, some lines (`parameter=value` each), or one of these. */
  readonly answer: 'line' | 'lines' | readonly string[];
}

/** An issue form, and the command that an issue which was opened with it stands for. */
export interface Form {
  /** The label that the form gives to its issues. */
  readonly label: string;
  readonly kind: CommandKind;
  /** In the order in which they are asked, which GitHub keeps. */
  readonly fields: readonly FormField[];
}

const CLUSTER = field('target', 'Cluster', 'target');
const UNTIL = field('until', 'Until', 'until', { required: false });

/** Every form; a test of `.github/ISSUE_TEMPLATE` holds the files to it. */
export const FORMS: readonly Form[] = [
  form('scale', [CLUSTER, field('instances', 'Instances', 'instances')]),
  form('resize', [
    CLUSTER,
    field('storage', 'Size of the data volume', 'storage', { required: false }),
    field('wal', 'Size of the WAL volume', 'wal', { required: false }),
  ]),
  form('set', [CLUSTER, field('parameters', 'Parameters', 'parameters', { answer: 'lines' })]),
  form('upgrade', [CLUSTER, field('image', 'Image', 'image')]),
  form('maintenance', [
    CLUSTER,
    field('phase', 'Start or end', 'phase', { answer: ['start', 'end'] }),
    UNTIL,
    field('reason', 'Reason', 'reason', { required: false }),
  ]),
  form('freeze', [field('target', 'Environment or cluster', 'target'), field('reason', 'Reason', 'reason'), UNTIL]),
  form('service', [
    CLUSTER,
    field('name', 'Application', 'name'),
    field('connections', 'Most connections', 'connections', { required: false }),
  ]),
  form('backups', [
    CLUSTER,
    field('schedule', 'Schedule in UTC', 'schedule', { required: false }),
    field('retention', 'Retention', 'retention', { required: false }),
  ]),
];

function form(kind: CommandKind, fields: readonly FormField[]): Form {
  return { label: `postgres-ha:${kind}`, kind, fields };
}

function field(
  id: string,
  label: string,
  name: string,
  { required = true, answer = 'line' }: Partial<Pick<FormField, 'required' | 'answer'>> = {},
): FormField {
  return { id, label, required, name, answer };
}
