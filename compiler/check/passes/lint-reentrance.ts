// `reentrant` where nothing can call back: a contract that calls no other is never in the middle of a call when another contract runs. Where it does call others, who may
// call it back is for the whole silo to say, which not every check sees.
import { report } from '../../diagnostics/table.ts'
import type { Diagnostic } from '../../diagnostics/types.ts'
import type { Span } from '../../source.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import type { SymbolId, TypedCall, TypedContract, TypedFunction, TypedProgram } from '../../typed/tree.ts'
import { walkExpr } from '../../typed/walk.ts'

/** `wordOf` gives the place of the word in a function's declaration. */
export function lintReentrance(
  program: TypedProgram,
  wordOf: (id: SymbolId) => Span | undefined,
): Diagnostic[] {
  return program.contracts.flatMap((contract) => {
    const marked = contract.functions.filter((fn) => fn.reentrant && isOwn(contract, fn))
    const needless = marked.filter((fn) => !isAskedFor(program, contract, fn))
    if (needless.length === 0 || callsOthers(program, contract)) return []
    return needless.flatMap((fn) => {
      const word = wordOf(fn.id)
      return word === undefined ? [] : [complaint(program, fn, word)]
    })
  })
}

function complaint(program: TypedProgram, { name, file }: TypedFunction, word: Span): Diagnostic {
  const behind = program.files[file]?.text.slice(word.end) ?? ''
  const span = { ...word, end: word.end + behind.length - behind.trimStart().length }
  const fix = { title: 'remove `reentrant`', edits: [{ span, newText: '' }] }
  return report('W0916', word, { name }, { fix })
}

/** Whether it is written in the contract, and not in a component, which others may use. */
function isOwn(contract: TypedContract, { span }: TypedFunction): boolean {
  const own = contract.span
  return span.file === own.file && own.start <= span.start && span.end <= own.end
}

/** Whether an interface that the contract implements has it so. */
function isAskedFor({ interfaces }: TypedProgram, contract: TypedContract, { name }: TypedFunction): boolean {
  return interfaces.some(
    ({ id, functions }) =>
      contract.implements.includes(id) && functions.some((fn) => fn.name === name && fn.reentrant),
  )
}

/** Whether code of the contract calls another contract of the silo, or deploys one, itself or through free functions. */
function callsOthers(program: TypedProgram, contract: TypedContract): boolean {
  const pending = contract.init === null ? [...contract.functions] : [contract.init, ...contract.functions]
  const seen = new Set(pending.map(({ id }) => id))
  const follow = ({ target }: TypedCall): boolean => {
    if (target.kind === 'linked') return true
    const symbol = program.symbols.get(target.function)
    if (symbol?.kind === 'function' && !seen.has(target.function)) {
      seen.add(target.function)
      pending.push(symbol.declaration)
    }
    return false
  }
  let found = false
  for (const { condition } of contract.invariants)
    walkExpr(condition, {
      expr: (node) => {
        if (node.kind === 'call' && follow(node)) found = true
      },
    })
  for (let fn = pending.pop(); fn !== undefined && !found; fn = pending.pop())
    found = mentionsOf(fn.body).uses.some((node) => node.kind === 'deploy' || follow(node))
  return found
}
