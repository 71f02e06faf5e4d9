const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/gs;
const FIELD = /^\.([A-Za-z_][A-Za-z0-9_]*)$/;
const INDEX = /^index \. "([^"]+)"$/;

const CALL = /^([A-Za-z][A-Za-z0-9]*)((?:\s+"(?:[^"\\]|\\.)*")*)$/;
const ARGUMENT = /"(?:[^"\\]|\\.)*"/g;

/** The functions of Go templates and Sprig that a connection string needs; the piped value comes last, as there. */
const FUNCTIONS: ReadonlyMap<string, (value: string, args: readonly string[]) => string> = new Map([
  ['toString', (value) => value],
  ['trim', (value) => value.trim()],
  ['urlquery', (value) => encodeURIComponent(value).replaceAll('%20', '+')],
  ['b64enc', (value) => Buffer.from(value).toString('base64')],
  ['b64dec', (value) => Buffer.from(value, 'base64').toString()],
  ['replace', (value, [old = '', fresh = '']) => value.replaceAll(old, fresh)],
]);

/**
 * Evaluates the part of Go templates that ExternalSecrets of this project use: `{{ .key }}`, `{{ index . "key" }}`, and pipes into a few
 * functions. Space trimming by `{{-` is not done.
 * @throws on anything else, and on a key that the data lacks
 */
export function evaluateTemplate(template: string, data: Readonly<Record<string, string>>): string {
  return template.replace(ACTION, (_, action: string) => {
    const [source = '', ...pipe] = action.split('|').map((part) => part.trim());
    const key = (FIELD.exec(source) ?? INDEX.exec(source))?.[1];
    if (key === undefined) throw new Error(`not understood in a template: {{ ${action} }}`);
    const value = data[key];
    if (value === undefined) throw new Error(`the template asks for ${key}, which no data entry brings`);
    return pipe.reduce((piped, call) => {
      const [, name = '', args = ''] = CALL.exec(call) ?? [];
      const transform = FUNCTIONS.get(name);
      if (transform === undefined) throw new Error(`not understood in a template: ${call} in {{ ${action} }}`);
      return transform(
        piped,
        [...args.matchAll(ARGUMENT)].map(([quoted]) => JSON.parse(quoted) as string),
      );
    }, value);
  });
}
