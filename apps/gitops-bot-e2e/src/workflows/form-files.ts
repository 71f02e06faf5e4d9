import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Form, FormField } from '@postgres-ha/change-request';
import { parse } from 'yaml';
import { GITHUB_DIRECTORY } from './workflow-files.ts';

/** An issue form as far as it makes a command. */
export interface FormFile {
  readonly labels: readonly string[];
  readonly questions: readonly Question[];
  /** What it says that no one answers. */
  readonly said: string;
}

interface Question {
  readonly type: string;
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
  readonly options: readonly string[] | undefined;
  /** The language of the fence in which GitHub puts the answer. */
  readonly render: string | undefined;
}

interface FormYaml {
  readonly labels?: readonly string[];
  readonly body: readonly {
    readonly type: string;
    readonly id?: string;
    readonly attributes: {
      readonly label?: string;
      readonly value?: string;
      readonly options?: readonly string[];
      readonly render?: string;
    };
    readonly validations?: { readonly required?: boolean };
  }[];
}

/** Those that belong to the bot, by name: every form but those for faults and for clusters in trouble, and the configuration. */
export function formFiles(): Readonly<Record<string, string>> {
  const directory = join(GITHUB_DIRECTORY, 'ISSUE_TEMPLATE');
  return Object.fromEntries(
    readdirSync(directory)
      .filter((name) => !['bug.yml', 'cluster.yml', 'config.yml'].includes(name))
      .map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
}

export function readFormFile(text: string): FormFile {
  const { labels = [], body } = parse(text) as FormYaml;
  return {
    labels,
    questions: body.flatMap(({ type, id, attributes, validations }) =>
      type === 'markdown'
        ? []
        : [
            {
              type,
              id: id ?? '',
              label: attributes.label ?? '',
              required: validations?.required ?? false,
              options: attributes.options,
              render: attributes.render,
            },
          ],
    ),
    said: body.flatMap(({ type, attributes }) => (type === 'markdown' ? [attributes.value ?? ''] : [])).join('\n'),
  };
}

/** How files and forms differ; empty where each form has its file, and the other way round. */
export function formFlaws(files: Readonly<Record<string, string>>, forms: readonly Form[]): readonly string[] {
  const names = forms.map(({ kind }) => `${kind}.yml`);
  const strange = Object.keys(files).filter((name) => !names.includes(name));
  return [
    ...strange.map((name) => `${name}: no such form`),
    ...forms.flatMap((form) => {
      const name = `${form.kind}.yml`;
      const text = files[name];
      return text === undefined ? [`${name}: no such file`] : differences(name, { form, file: readFormFile(text) });
    }),
  ];
}

function differences(name: string, { form, file }: { readonly form: Form; readonly file: FormFile }): string[] {
  const flaws: string[] = [];
  if (file.labels.join() !== form.label) flaws.push(`${name}: labels ${file.labels.join()}, not ${form.label}`);
  if (!file.said.includes('pull request')) flaws.push(`${name}: does not say what happens`);
  const [found, wanted] = [file.questions.map(asText), form.fields.map((field) => asText(questionOf(field)))];
  for (let at = 0; at < Math.max(found.length, wanted.length); at += 1) {
    if (found[at] !== wanted[at]) flaws.push(`${name}: ${found[at] ?? 'nothing'}, not ${wanted[at] ?? 'nothing'}`);
  }
  return flaws;
}

function questionOf({ id, label, required, answer }: FormField): Question {
  const base = { id, label, required };
  if (answer === 'line') return { ...base, type: 'input', options: undefined, render: undefined };
  if (answer === 'lines') return { ...base, type: 'textarea', options: undefined, render: 'ini' };
  return { ...base, type: 'dropdown', options: answer, render: undefined };
}

function asText({ type, id, label, required, options, render }: Question): string {
  return JSON.stringify([type, id, label, required, options ?? null, render ?? null]);
}

/** The body of the issue that GitHub makes of answers, which are named by the ids of their questions. */
export function renderedIssue({ questions }: FormFile, answers: Readonly<Record<string, string>>): string {
  return questions
    .map(({ id, label, render }) => {
      const answer = answers[id];
      if (answer === undefined) return `### ${label}\n\n_No response_`;
      return `### ${label}\n\n${render === undefined ? answer : `\`\`\`${render}\n${answer}\n\`\`\``}`;
    })
    .join('\n\n');
}
