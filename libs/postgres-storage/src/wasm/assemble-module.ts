import { unsigned, type Code } from './instructions.ts';

/** A function of 32-bit numbers that gives one. Locals follow the parameters in number. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  /** How many further variables of 32 bits it has, and behind those, of 128 bits. */
  readonly integers: number;
  readonly vectors: number;
  readonly body: Code;
}

const I32 = 0x7f;
const V128 = 0x7b;

/**
 * The bytes of a WebAssembly module with these functions and a memory of its own, all exported.
 *
 * @see WebAssembly Core Specification 2.0, 5.5
 */
export function assembleModule(
  functions: readonly WasmFunction[],
  { memoryBytes }: { readonly memoryBytes: number },
): Uint8Array<ArrayBuffer> {
  const memoryPages = Math.ceil(memoryBytes / 65_536);
  const exported = [...functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)])];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(functions.map(({ parameters }) => [0x60, ...list(Array(parameters).fill([I32])), 1, I32]))),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(5, list([[0x00, ...unsigned(memoryPages)]])),
    ...section(7, list([[...text('memory'), 0x02, 0], ...exported])),
    ...section(10, list(functions.map(functionBody))),
  ]);
}

function functionBody({ integers, vectors, body }: WasmFunction): Code {
  const locals = list([
    [...unsigned(integers), I32],
    [...unsigned(vectors), V128],
  ]);
  return sized([...locals, ...body, 0x0b]);
}

function section(id: number, content: Code): Code {
  return [id, ...sized(content)];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function sized(content: Code): Code {
  return [...unsigned(content.length), ...content];
}

function text(name: string): Code {
  return sized([...new TextEncoder().encode(name)]);
}
