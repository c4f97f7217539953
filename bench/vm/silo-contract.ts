// A contract of this folder built by silo's compiler and run by its WebAssembly engine: what a manager does with a message.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeCall } from '../../compiler/abi/encode.ts'
import { compile, memoryHost } from '../../compiler/index.ts'
import type { Artifact } from '../../compiler/index.ts'
import type { InboxEntry } from '../../vm/inbox.ts'
import { createJit } from '../../vm/jit/engine.ts'
import type { MachineState } from '../../vm/machine/state.ts'
import { decodeImage } from '../../vm/program/image.ts'
import type { Program } from '../../vm/program/image.ts'
import type { StorageTree } from '../../vm/storage/storage-tree.ts'
import { testEntry, testMachine, testProgram } from '../../vm/testing.ts'
import { clocked, wallTime } from '../harness/measure.ts'
import type { Execution } from '../harness/measure.ts'

const GAS = 1n << 45n

/** The text of a file in bench/contracts. */
export function contractText(file: string): string {
  return readFileSync(join(import.meta.dirname, '../contracts', file), 'utf8')
}

export function buildContract(file: string): Artifact {
  const { artifact, diagnostics } = compile(memoryHost({ [file]: contractText(file) }), file)
  if (artifact === undefined) throw new Error(JSON.stringify(diagnostics.map(({ message }) => message)))
  return artifact
}

export function programOfArtifact(artifact: Artifact): Program {
  const decoded = decodeImage(new Uint8Array(Buffer.from(artifact.code, 'hex')))
  if (!decoded.ok) throw new Error('the artifact holds no program')
  return decoded.program
}

/** Calls with one number and one number as the result, on the state that the constructor left. */
export interface Callable {
  call(n: number): Execution
}

/** The function of a contract whose constructor ran. */
export function contractFunction(artifact: Artifact, name: string): Callable {
  const program = programOfArtifact(artifact)
  const functions = artifact.abi.contracts[0]?.functions ?? []
  const fn = functions.find((candidate) => candidate.name === name)
  if (fn === undefined) throw new Error(`the contract has no function ${name}`)
  const constructor = artifact.abi.contracts[0]?.init
  const jit = createJit(program)
  const inbox =
    constructor === undefined
      ? []
      : [testEntry({ kind: 'constructor', gas: GAS, payload: payloadOf(constructor, []) })]
  const begun = testMachine(program, { inbox })
  jit.run(begun)
  return {
    call: (n) =>
      execution(program, jit, begun.storage, testEntry({ gas: GAS, payload: payloadOf(fn, [BigInt(n)]) })),
  }
}

/** A program in the machine's own assembly that has its argument within. */
export function assemblyFunction(text: (n: number) => string): Callable {
  let known: { readonly n: number; readonly program: Program } | undefined
  return {
    call(n) {
      if (known?.n !== n) known = { n, program: testProgram(text(n)) }
      const { program } = known
      return execution(program, createJit(program), undefined, testEntry({ gas: GAS }))
    },
  }
}

function payloadOf(fn: Parameters<typeof encodeCall>[0], args: readonly bigint[]): Uint8Array {
  const encoded = encodeCall(fn, args)
  if (!encoded.ok) throw new Error(encoded.error)
  return encoded.bytes
}

function execution(
  program: Program,
  jit: ReturnType<typeof createJit>,
  storage: StorageTree | undefined,
  entry: InboxEntry,
): Execution {
  const state = testMachine(program, storage === undefined ? { inbox: [entry] } : { inbox: [entry], storage })
  // The memory that compiled code runs in is made before: it is there for the whole of a block.
  jit.run(state, { untilStep: 1n })
  return clocked(() => {
    jit.run(state)
    return resultWord(state)
  }, wallTime)
}

function resultWord(state: MachineState): bigint {
  const [result] = state.results
  if (result === undefined || result.trap !== 0) throw new Error(`the call trapped: ${result?.trapName}`)
  const output = new DataView(result.output.buffer, result.output.byteOffset, result.output.byteLength)
  return output.getBigUint64(0, true)
}
