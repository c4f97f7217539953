// The opcodes by which a script sees covenants and the sequencing commitments of the chain.
import { hashFromBytes, hashToBytes } from '../../tx/hash.ts'
import type { Hash } from '../../tx/hash.ts'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { pushNumber, withIndex, withOne } from './handlers.ts'
import type { Handler, OpcodeRow } from './handlers.ts'
import { placeBound } from './introspection-operations.ts'
import type { ScriptMachine } from './machine.ts'
import { withInput, withOutput } from './spent.ts'

const NO_COVENANT = new Uint8Array(32)

export const COVENANT_OPERATIONS: readonly OpcodeRow[] = [
  [0xcb, 'AUTHOUTPUTCOUNT', withInput((m, _input, _entry, index) => count(m, authorisedBy(m, index)))],
  [
    0xcc,
    'AUTHOUTPUTIDX',
    withIndex((m, k) => withInput((n, _input, _entry, index) => nth(n, authorisedBy(n, index), k))(m)),
  ],
  [0xcf, 'INPUTCOVENANTID', withInput((m, _, entry) => m.push(idBytes(entry.covenantId)))],
  [0xd0, 'COVINPUTCOUNT', withHash((m, id) => count(m, m.context.covenants.inputs.get(id)))],
  [
    0xd1,
    'COVINPUTIDX',
    withIndex((m, k) => withHash((n, id) => nth(n, n.context.covenants.inputs.get(id), k))(m)),
  ],
  [0xd2, 'COVOUTPUTCOUNT', withHash((m, id) => count(m, m.context.covenants.outputs.get(id)))],
  [
    0xd3,
    'COVOUTPUTIDX',
    withIndex((m, k) => withHash((n, id) => nth(n, n.context.covenants.outputs.get(id), k))(m)),
  ],
  [0xd4, 'CHAINBLOCKSEQCOMMIT', placeBound(sequencingCommitment)],
  [0xd5, 'OUTPUTCOVENANTID', withOutput((m, output) => m.push(idBytes(output.covenant?.covenantId)))],
  [
    0xd6,
    'OUTPUTAUTHORIZINGINPUT',
    withOutput((m, output) => pushNumber(m, BigInt(output.covenant?.authorizingInput ?? -1))),
  ],
]

function authorisedBy(machine: ScriptMachine, input: number): readonly number[] | undefined {
  return machine.context.covenants.authorised.get(input)
}

function count(machine: ScriptMachine, list: readonly number[] | undefined): ScriptFault | undefined {
  return pushNumber(machine, BigInt(list?.length ?? 0))
}

function nth(
  machine: ScriptMachine,
  list: readonly number[] | undefined,
  k: number,
): ScriptFault | undefined {
  const index = list?.[k]
  return index === undefined
    ? fault('noSuchCovenantPart', `no part ${k}: the covenant has ${list?.length ?? 0}`)
    : pushNumber(machine, BigInt(index))
}

function withHash(run: (machine: ScriptMachine, id: Hash) => ScriptFault | undefined): Handler {
  return withOne((machine, item) =>
    item.length === 32
      ? run(machine, hashFromBytes(item))
      : fault('badOperand', `a hash has 32 bytes, not ${item.length}`),
  )
}

function idBytes(id: Hash | undefined): Uint8Array {
  return id === undefined ? NO_COVENANT : hashToBytes(id)
}

function sequencingCommitment(machine: ScriptMachine): ScriptFault | undefined {
  const { sequencingOf } = machine.context
  if (sequencingOf === undefined)
    return fault('unsupportedOpcode', 'sequencing commitments are not known here')
  return withHash((m, block) => {
    const answer = sequencingOf(block)
    return answer.ok
      ? m.push(answer.commitment)
      : fault('blockNotInReach', `block ${block} is out of a script's reach: ${answer.reason}`)
  })(machine)
}
