// A program tree as a program. Total: whatever the tree, the program is valid, so that a shrinker need not know the validator's rules.
import { Assembler } from '../../../vm/program/assembler.ts'
import type { LabelReference } from '../../../vm/program/assembler.ts'
import type { Program } from '../../../vm/program/image.ts'
import { OPCODE_BY_NAME } from '../../../vm/spec/opcodes.ts'
import { lineOf } from './tree.ts'
import type { Body, Immediate, Line, ProgramTree } from './tree.ts'

interface Writer {
  readonly tree: ProgramTree
  readonly assembler: Assembler
  /** Names of the constants that instructions load. */
  readonly used: Set<string>
  /** The function being written. */
  readonly index: number
  labels: number
  /** Whether what comes next can be reached from the instruction before. */
  open: boolean
}

/** The program of a tree. Throws only when it has more words than a program may have. */
export function render(tree: ProgramTree): Program {
  const assembler = new Assembler()
  const used = new Set<string>()
  let labels = 0
  for (const index of reachedFunctions(tree)) {
    assembler.label(`f${index}`)
    const writer: Writer = { tree, assembler, used, index, labels, open: true }
    writeBody(writer, tree.functions[index] ?? [], [])
    if (writer.open) emit(writer, lineOf('ret'))
    labels = writer.labels
  }
  tree.leaves.forEach((words, i) => used.has(`leaf${i}`) && assembler.leaf(`leaf${i}`, words))
  tree.words.forEach((word, i) => used.has(`word${i}`) && assembler.dataLabel(`word${i}`).word(word))
  const built = assembler.build()
  if (!built.ok) throw new Error(`bug: a tree gives no program: ${built.errors.join('; ')}`)
  return built.program
}

/** Functions that calls lead to from the entry, dead code included, entry first. */
function reachedFunctions({ functions }: ProgramTree): number[] {
  const reached = new Set([0])
  // A set is iterated over what is added meanwhile, too.
  for (const index of reached)
    for (const callee of calleesOf(functions[index] ?? [])) if (callee < functions.length) reached.add(callee)
  return [...reached].sort((x, y) => x - y)
}

function calleesOf(body: Body): number[] {
  return body.flatMap((node) => {
    if (node.kind === 'call') return [node.callee]
    return node.kind === 'block' || node.kind === 'loop' ? calleesOf(node.body) : []
  })
}

function writeBody(writer: Writer, body: Body, targets: readonly string[]): void {
  const { assembler } = writer
  for (const node of body) {
    switch (node.kind) {
      case 'line':
        emit(writer, node.line)
        break
      case 'branch': {
        const label = targets.at(-1 - node.levels) ?? targets[0]
        if (label === undefined) break
        emit(writer, node.line, { label })
        break
      }
      case 'call':
        if (node.callee < writer.tree.functions.length) emit(writer, node.line, { label: `f${node.callee}` })
        break
      case 'loop': {
        const label = newLabel(writer)
        assembler.label(label)
        writer.open = true
        writeBody(writer, node.body, [...targets, label])
        break
      }
      case 'block': {
        const label = newLabel(writer)
        writeBody(writer, node.body, [...targets, label])
        assembler.label(label)
        writer.open = true
        break
      }
    }
  }
}

function newLabel(writer: Writer): string {
  return `L${writer.labels++}`
}

/** `ret` in the entry function becomes `end`, and `end` elsewhere `ret`: the validator wants them there only. */
function emit(writer: Writer, { op, a, b, c, imm }: Line, target?: LabelReference): void {
  const isEntry = writer.index === 0
  if (op === 'ret' && isEntry) return emit(writer, lineOf('end', { a: 8 }))
  if (op === 'end' && !isEntry) return emit(writer, lineOf('ret'))
  writer.assembler.emit(op, { a, b, c, immediate: target ?? immediateOf(writer, imm) })
  const flow = OPCODE_BY_NAME.get(op)?.flow
  writer.open = flow === 'next' || flow === 'branch' || flow === 'call'
}

function immediateOf({ tree, used }: Writer, imm: Immediate): number | LabelReference {
  if (typeof imm === 'number') return imm
  const label = 'word' in imm ? `word${imm.word % tree.words.length}` : `leaf${imm.leaf % tree.leaves.length}`
  used.add(label)
  return { label }
}
