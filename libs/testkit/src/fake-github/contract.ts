import {
  githubDescription,
  resolved,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiResponse,
  type OpenApiSchema,
} from './openapi-description.ts';
import { schemaCheck, type SchemaCheck } from './schema-checks.ts';

/** One operation of GitHub's REST API, `issues/create`, with what its description demands. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly pathNames: readonly string[];
  readonly description: OpenApiOperation;
}

export interface CheckedRequest {
  /** Numbers where the description says so. */
  readonly path: Readonly<Record<string, string | number>>;
  /** With what the description presets filled in. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** How it does not fit. Empty: it does. */
  readonly problems: readonly string[];
}

let operations: ReadonlyMap<string, readonly Operation[]> | undefined;
const checks = new Map<string, SchemaCheck>();

/** @param path without the query; as it was sent, so that `%2F` is no slash */
export function operationOf(
  method: string,
  path: string,
): { readonly operation: Operation; readonly path: Readonly<Record<string, string>> } | undefined {
  operations ??= Map.groupBy(readOperations(), (operation) => operation.method);
  for (const operation of operations.get(method) ?? []) {
    const match = operation.pattern.exec(path);
    if (match === null) continue;
    const values = operation.pathNames.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]);
    return { operation, path: Object.fromEntries(values) as Record<string, string> };
  }
  return undefined;
}

export function checkRequest(
  operation: Operation,
  sent: { readonly path: Readonly<Record<string, string>>; readonly query: URLSearchParams; readonly body: string },
): CheckedRequest {
  const path: Record<string, string | number> = { ...sent.path };
  const query: Record<string, unknown> = Object.fromEntries(sent.query);
  const problems = [
    ...parameterCheck(operation, 'path')(path).map((problem) => `path: ${problem}`),
    ...parameterCheck(operation, 'query')(query).map((problem) => `query: ${problem}`),
  ];
  const body = parsedJson(sent.body);
  if (body === NOT_JSON) problems.push('body: is no JSON');
  else problems.push(...bodyProblems(operation, body).map((problem) => `body: ${problem}`));
  return { path, query, body, problems };
}

/** How an answer of the fake would differ from what GitHub says it answers. */
export function checkAnswer(operation: Operation, status: number, body: unknown): readonly string[] {
  const described = operation.description.responses[String(status)];
  if (described === undefined && !ANYWHERE.has(status) && status < 400)
    return [`GitHub does not answer ${status} here`];
  const response = described && resolved<OpenApiResponse>(described, githubDescription());
  const schema = response?.content?.['application/json']?.schema;
  if (schema !== undefined) return checkOf(`${operation.id} ${status}`, schema, 'json')(body);
  if (status >= 400) return checkOf('error', { $ref: '#/components/schemas/basic-error' }, 'json')(body);
  return body === undefined || ANYWHERE.has(status) ? [] : ['there must be no body'];
}

/** How what a webhook says would differ from what GitHub says it tells. */
export function webhookProblems(event: string, action: string | undefined, payload: unknown): readonly string[] {
  const name = [event, action]
    .filter((part) => part !== undefined)
    .join('-')
    .replaceAll('_', '-');
  const schema = githubDescription()['x-webhooks'][name]?.post.requestBody?.content['application/json']?.schema;
  return schema === undefined ? [`GitHub has no webhook ${name}`] : checkOf(`webhook ${name}`, schema, 'json')(payload);
}

/** What is described of all operations at once: redirections, and that nothing has changed. */
const ANYWHERE: ReadonlySet<number> = new Set([301, 302, 304, 307]);

function readOperations(): readonly Operation[] {
  const found: (Operation & { readonly weight: string; readonly fixed: number })[] = [];
  for (const [template, methods] of Object.entries(githubDescription().paths)) {
    const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
    for (const [method, description] of Object.entries(methods)) {
      const wide = parametersOf(description).filter((parameter) => parameter['x-multi-segment'] === true);
      const source = template
        .split(/(\{[^}]+\})/)
        .map((part) => {
          if (!part.startsWith('{')) return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
          return wide.some(({ name }) => `{${name}}` === part) ? '(.+)' : '([^/]+)';
        })
        .join('');
      found.push({
        id: description.operationId,
        method: method.toUpperCase(),
        pattern: new RegExp(`^${source}$`),
        pathNames: names,
        description,
        // a fixed name goes before a parameter, `/user` before `/{anything}`
        weight: template.replaceAll(/\{[^}]+\}/g, '~'),
        fixed: template.split('/').filter((part) => part !== '' && !part.includes('{')).length,
      });
    }
  }
  // where a parameter may have slashes, what names more of a path is meant: `/commits/{ref}/check-runs`, not `/commits/{ref}`
  return found.sort((one, other) => other.fixed - one.fixed || (one.weight < other.weight ? -1 : 1));
}

function parametersOf({ parameters = [] }: OpenApiOperation): readonly OpenApiParameter[] {
  return parameters.map((parameter) => resolved<OpenApiParameter>(parameter, githubDescription()));
}

function parameterCheck(operation: Operation, place: 'path' | 'query'): SchemaCheck {
  const key = `${operation.id} ${place}`;
  const known = checks.get(key);
  if (known !== undefined) return known;
  const parameters = parametersOf(operation.description).filter((parameter) => parameter.in === place);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema: of }) => [name, of])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  };
  return checkOf(key, schema, 'parameters');
}

function bodyProblems({ id, description }: Operation, body: unknown): readonly string[] {
  const schema = description.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return body === undefined ? [] : ['this operation takes none'];
  if (body === undefined) return description.requestBody?.required === true ? ['is missing'] : [];
  return checkOf(`${id} body`, closedSchema(schema), 'json')(body);
}

/** GitHub ignores what it does not know, and so hides a mistyped name; this does not. */
function closedSchema(schema: OpenApiSchema): OpenApiSchema {
  return schema['properties'] === undefined || schema['additionalProperties'] !== undefined
    ? schema
    : { ...schema, additionalProperties: false };
}

function checkOf(key: string, schema: OpenApiSchema, reading: 'json' | 'parameters'): SchemaCheck {
  const known = checks.get(key);
  if (known !== undefined) return known;
  const made = schemaCheck(schema, reading);
  checks.set(key, made);
  return made;
}

const NOT_JSON = Symbol('no JSON');

function parsedJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NOT_JSON;
  }
}
