import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** As far as requests and answers are checked against it. */
export interface OpenApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  /** By event and action: `issue-comment-created`. */
  readonly 'x-webhooks': Readonly<Record<string, { readonly post: OpenApiOperation }>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly parameters?: readonly (OpenApiParameter | OpenApiReference)[];
  readonly requestBody?: { readonly required?: boolean; readonly content: OpenApiContent };
  readonly responses: Readonly<Record<string, OpenApiResponse | OpenApiReference>>;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: OpenApiSchema;
  /** A path parameter that may have slashes. */
  readonly 'x-multi-segment'?: boolean;
}

export interface OpenApiReference {
  readonly $ref: string;
}

export interface OpenApiResponse {
  readonly content?: OpenApiContent;
}

type OpenApiContent = Readonly<Record<string, { readonly schema?: OpenApiSchema }>>;

export type OpenApiSchema = Readonly<Record<string, unknown>>;

/** 13 MB, read once in a process: about 80 ms. */
let description: OpenApiDescription | undefined;

/** What GitHub says of its own REST API: the description of api.github.com that Octokit publishes. */
export function githubDescription(): OpenApiDescription {
  const file = '@octokit/openapi/generated/api.github.com.json';
  description ??= JSON.parse(readFileSync(createRequire(import.meta.url).resolve(file), 'utf8')) as OpenApiDescription;
  return description;
}

/** Follows `#/components/…`. */
export function resolved<T extends object>(value: T | OpenApiReference, { components }: OpenApiDescription): T {
  if (!('$ref' in value)) return value;
  const [, section = '', name = ''] = value.$ref.split('/').slice(1);
  const found = components[section]?.[name];
  if (found === undefined) throw new Error(`GitHub's description has no ${value.$ref}`);
  return found as T;
}
