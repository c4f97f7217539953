// Mid-level code as text: a block label or an instruction a line.
import type { MirFunction, MirInstruction, OriginId, Reg, Terminator } from '../mir/types.ts'
import { NO_REG } from '../mir/types.ts'
import type { DumpLine } from './tree-text.ts'

export function mirLines(fn: MirFunction): DumpLine[] {
  const at = (origin: OriginId): DumpLine['span'] => fn.origins[origin]?.span ?? null
  const head = `fn ${fn.name}(${fn.params.map(reg).join(' ')}) gives ${fn.resultWords} words, ${fn.registers} registers`
  return [
    { text: head, span: fn.span },
    ...fn.blocks.flatMap((block, i): DumpLine[] => [
      { text: ` b${i}:`, span: null },
      ...block.instructions.map((instruction) => ({
        text: `   ${instructionText(instruction)}`,
        span: at(instruction.origin),
      })),
      { text: `   ${terminatorText(block.terminator)}`, span: at(block.terminator.origin) },
    ]),
  ]
}

function instructionText(instruction: MirInstruction): string {
  switch (instruction.kind) {
    case 'op': {
      const { op, a, b, c, d, imm } = instruction
      const regs = [a, b, c, d].filter((r) => r !== NO_REG).map(reg)
      return [op, ...regs, ...(imm === 0 ? [] : [`#${imm}`])].join(' ')
    }
    case 'const':
      return `${reg(instruction.target)} := ${instruction.value}`
    case 'constLeaf':
      return `${reg(instruction.target)}.. := leaf ${instruction.words.join(' ')}`
    case 'call': {
      const { callee, instance, args, results } = instruction
      const as = instance === null ? '' : ` as ${reg(instance)}`
      const left = results.length === 0 ? '' : `${results.map(reg).join(' ')} := `
      return `${left}call ${callee}(${args.map(reg).join(' ')})${as}`
    }
    case 'keep':
      return `keep ${instruction.regs.map(reg).join(' ')}`
  }
}

function terminatorText(terminator: Terminator): string {
  switch (terminator.kind) {
    case 'jump':
      return `jump b${terminator.to}`
    case 'branch': {
      const { op, a, b, then, otherwise } = terminator
      const regs = b === NO_REG ? reg(a) : `${reg(a)} ${reg(b)}`
      return `${op} ${regs} then b${then} else b${otherwise}`
    }
    case 'return':
      return `return ${terminator.values.map(reg).join(' ')}`.trimEnd()
    case 'end':
      return terminator.leaves === 0 ? 'end' : `end ${reg(terminator.leaf)}.. ${terminator.leaves} leaves`
    case 'trap':
      return `trap ${terminator.detail} ${terminator.leaves === 0 ? '' : `${reg(terminator.leaf)}.. ${terminator.leaves} leaves`}`.trimEnd()
  }
}

function reg(r: Reg): string {
  return `r${r}`
}
