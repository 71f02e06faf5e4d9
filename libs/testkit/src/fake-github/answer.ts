import type { HttpAnswer } from '../http-faults.ts';
import type { Operation } from './contract.ts';
import type { Actor } from './actor.ts';
import type { World } from './world.ts';

/** One request that fits GitHub's description, by whom, about what. */
export interface Call {
  readonly world: World;
  readonly operation: Operation;
  readonly actor: Actor;
  readonly path: Readonly<Record<string, string | number>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Checked against the description of the operation, so that a route may say what it is. */
  readonly body: unknown;
  /** As it was asked for, for links to other pages. */
  readonly address: URL;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Route = (call: Call) => Answer;

export const answered = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const done = (): Answer => ({ status: 204, body: undefined });

/** Ends a call with an answer of GitHub's kind for what cannot be done. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(
    status: number,
    message: string,
    options: { readonly headers?: Record<string, string>; readonly errors?: readonly FieldError[] } = {},
  ) {
    super(message);
    this.answer = {
      status,
      headers: options.headers ?? {},
      body: {
        message,
        documentation_url: 'https://docs.github.com/rest',
        status: String(status),
        ...(options.errors === undefined ? {} : { errors: options.errors }),
      },
    };
  }
}

export interface FieldError {
  readonly resource: string;
  readonly field?: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'custom';
  readonly message?: string;
  readonly value?: string;
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');

export function invalid(error: FieldError): Refusal {
  return new Refusal(422, 'Validation Failed', { errors: [error] });
}

export function httpAnswer({ status, headers = {}, body }: Answer): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
