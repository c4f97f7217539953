// WebAssembly functions written as text: the flat instructions of the text format, with named locals, labels and functions. Only for the
// benchmarks' own texts: a mistake in one throws.
import { BodyWriter } from '../../vm/jit/wasm/body.ts'
import type { Label } from '../../vm/jit/wasm/body.ts'
import type { I32, I64 } from '../../vm/jit/wasm/opcodes.ts'
import { OP } from '../../vm/jit/wasm/opcodes.ts'

type ValueType = typeof I32 | typeof I64

export interface HandWritten {
  readonly name: string
  /** By name, in order. */
  readonly parameters: Readonly<Record<string, ValueType>>
  readonly result: ValueType | undefined
  readonly locals?: Readonly<Record<string, ValueType>>
  readonly text: string
}

/** What people write by hand and the machine's compiler has no use for. */
const MORE: Readonly<Record<string, number>> = {
  drop: 0x1a,
  i32_ge_u: OP.i32GeU,
  i32_lt_u: 0x49,
  i32_ne: 0x47,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_xor: 0x73,
  i32_shl: 0x74,
  i32_rotr: 0x78,
}

const MEMORY = /^i(32|64)_(load|store)(8|16|32)?(_[us])?$/

/** Bytes of the function's body; `functions` are the indices of those that it may call. */
export function assembleBody(written: HandWritten, functions: ReadonlyMap<string, number>): number[] {
  const names = Object.keys(written.parameters)
  const w = new BodyWriter(names.length)
  const locals = new Map(names.map((name, i) => [name, i]))
  for (const [name, type] of Object.entries(written.locals ?? {})) locals.set(name, w.local(type))
  const tokens = written.text.replaceAll(/;;.*$/gm, '').split(/\s+/).filter(Boolean)
  const open: { readonly name: string; readonly label: Label }[] = []
  let next = 0
  const fail = (what: string): never => {
    throw new Error(`${written.name}: ${what} before '${tokens.slice(next, next + 6).join(' ')}'`)
  }
  const word = (): string => tokens[next++] ?? fail('the text ends')
  const named = <T>(list: ReadonlyMap<string, T>): T => {
    const name = word()
    return list.get(name.slice(1)) ?? fail(`no ${name}`)
  }
  const label = (): Label => {
    const name = word()
    return open.findLast((entry) => entry.name === name)?.label ?? fail(`no label ${name}`)
  }
  const begin = (kind: 'block' | 'loop' | 'if'): void => {
    const name = tokens[next]?.startsWith('$') === true ? word() : ''
    open.push({ name, label: w[kind](name) })
  }
  const offset = (): number => (tokens[next]?.startsWith('offset=') === true ? Number(word().slice(7)) : 0)
  const instruction = (text: string): void => {
    switch (text) {
      case 'local.get':
        return w.get(named(locals))
      case 'local.set':
        return w.set(named(locals))
      case 'local.tee':
        return w.tee(named(locals))
      case 'i32.const':
        return w.i32(Number(word()))
      case 'i64.const':
        return w.i64(BigInt(word()))
      case 'call':
        return w.call(named(functions))
      case 'br':
        return w.br(label())
      case 'br_if':
        return w.brIf(label())
      case 'block':
      case 'loop':
      case 'if':
        return begin(text)
      case 'v128.load':
        return w.vectorLoad(offset())
      case 'v128.store':
        return w.vectorStore(offset())
      case 'end': {
        const entry = open.pop() ?? fail('nothing to end')
        return w.end(entry.label)
      }
      default: {
        const code = opcodeOf(text) ?? fail(`no instruction ${text}`)
        if (MEMORY.test(text.replace('.', '_'))) w.memory(code, offset())
        else w.op(code)
      }
    }
  }
  while (next < tokens.length) instruction(word())
  return w.finish()
}

const BY_NAME: ReadonlyMap<string, number> = new Map(
  Object.entries(OP).map(([name, code]) => [name.toLowerCase(), code]),
)

function opcodeOf(text: string): number | undefined {
  return BY_NAME.get(text.replaceAll(/[._]/g, '')) ?? MORE[text.replace('.', '_')]
}
