import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { jsonSchema } from './json-schema.ts';
import { githubDescription, type OpenApiSchema } from './openapi-description.ts';

/** Checks a value, and may fill in what the schema presets. An empty list: it fits. */
export type SchemaCheck = (value: unknown) => readonly string[];

type Reading = 'json' | 'parameters';

interface Compiler {
  readonly ajv: Ajv;
  readonly known: Set<string>;
}

/** One for each way of reading, in a process: what one server compiled, the next need not. */
const compilers = new Map<Reading, Compiler>();

/**
 * @param schema of GitHub's description; only what it refers to is compiled
 * @param reading parameters come as texts: `5` is a number where the schema wants one, and what is left out is filled in
 */
export function schemaCheck(schema: OpenApiSchema, reading: Reading): SchemaCheck {
  const compiler = compilerFor(reading);
  const refs = new Set<string>();
  const converted = jsonSchema(schema, refs);
  learn(refs, compiler);
  let check: ValidateFunction | undefined;
  return (value) => {
    check ??= compiler.ajv.compile(converted);
    return check(value) ? [] : closest(check.errors ?? []).map(wordsOf);
  };
}

function compilerFor(reading: Reading): Compiler {
  const found = compilers.get(reading);
  if (found !== undefined) return found;
  const texts = reading === 'parameters';
  const ajv = new Ajv({
    strict: false,
    logger: false,
    allErrors: true,
    inlineRefs: false,
    coerceTypes: texts ? 'array' : false,
    useDefaults: texts,
  });
  addFormats.default(ajv);
  // GitHub's own bots have addresses with brackets, which no schema of an address takes
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
  const made = { ajv, known: new Set<string>() };
  compilers.set(reading, made);
  return made;
}

function learn(refs: ReadonlySet<string>, { ajv, known }: Compiler): void {
  const schemas = githubDescription().components['schemas'] ?? {};
  const pending = [...refs];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (known.has(name)) continue;
    known.add(name);
    const deeper = new Set<string>();
    ajv.addSchema(jsonSchema(schemas[name] as OpenApiSchema, deeper), name);
    pending.push(...deeper);
  }
}

/** Where one of several shapes had to fit, each says why it did not; the deepest is the one that was meant. */
function closest(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const deepest = Math.max(...errors.map((error) => error.instancePath.split('/').length));
  const telling = errors.filter((error) => error.keyword !== 'anyOf' && error.keyword !== 'oneOf');
  const meant = telling.filter((error) => error.instancePath.split('/').length === deepest);
  return (meant.length > 0 ? meant : errors).slice(0, 5);
}

function wordsOf({ instancePath, message = 'does not fit', params }: ErrorObject): string {
  const extra = (params as { readonly additionalProperty?: string }).additionalProperty;
  return `${instancePath === '' ? '' : `${instancePath.slice(1)} `}${message}${extra === undefined ? '' : `: ${extra}`}`;
}
