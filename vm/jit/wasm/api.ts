// The part of the WebAssembly JavaScript interface that the engine uses, as types: Node and browsers have it, the TypeScript libraries that
// this project compiles against do not.

export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

/** A compiled module: opaque, shared by all instances. */
export interface WasmModule {
  readonly [Symbol.toStringTag]?: string
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

/** Functions that modules call by number. */
export interface WasmTable {
  get(place: number): unknown
  set(place: number, value: unknown): void
}

export type WasmFunction = (...values: number[]) => number

export interface WasmApi {
  readonly Memory: new (pages: {
    readonly initial: number
    readonly maximum: number
    readonly shared?: boolean
  }) => WasmMemory
  readonly Table: new (size: {
    readonly element: 'anyfunc'
    readonly initial: number
    readonly maximum: number
  }) => WasmTable
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, WasmMemory | WasmTable | WasmFunction>>>>,
  ) => WasmInstance
}

export const PAGE_BYTES = 1 << 16

/** The host's WebAssembly, or undefined where there is none (then the interpreter runs everything). */
export function hostWebAssembly(): WasmApi | undefined {
  return (globalThis as { readonly WebAssembly?: WasmApi }).WebAssembly
}
