/** The little of WebAssembly that is used here; TypeScript knows it only as a part of the browser's library. */
interface WebAssemblyApi {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: WasmExports };
}

/** What a module of `assembleModule` exports: its memory, and functions of 32-bit numbers. */
export type WasmExports = Readonly<Record<string, (...values: number[]) => number>> & {
  readonly memory: { readonly buffer: ArrayBuffer };
};

/** @returns undefined where there is no WebAssembly, or it lacks an instruction (as SIMD) that the module needs */
export function instantiate(module: Uint8Array): WasmExports | undefined {
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
  if (api?.validate(module) !== true) return undefined;
  return new api.Instance(new api.Module(module)).exports;
}
