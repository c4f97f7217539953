// The checker as a whole: parsed files in, typed program and diagnostics out. Each step is in a file of its own.
import type { Diagnostic } from '../diagnostics/types.ts'
import type { ImportProblem } from '../imports/resolve.ts'
import type { FileId, SourceFile, Span } from '../source.ts'
import type { ParsedFile } from '../syntax/ast.ts'
import type { SymbolId, TypedContract, TypedFunction, TypedInvariant, TypedProgram } from '../typed/tree.ts'
import { isLinear } from '../typed/type-facts.ts'
import { assemble, typedContract } from './assemble.ts'
import { expandUses } from './components.ts'
import { constantValue, initialValue } from './constants.ts'
import { declareBuiltinEnums } from './declare-enums.ts'
import { declareFile } from './declare.ts'
import { checkFunction, checkInstances, functionKey } from './functions.ts'
import { countedIds } from './ids.ts'
import { bindImports } from './imports.ts'
import { typedSignature } from './interfaces.ts'
import { checkInvariants, invariantKey } from './invariants.ts'
import { forgetful, type Memory } from './memory.ts'
import { expectType, infer } from './infer.ts'
import type { ContractInfo, FunctionInfo } from './model.ts'
import { placesOf, type Places } from './named.ts'
import { checkAccess } from './passes/access.ts'
import { checkCoins } from './passes/coins.ts'
import { checkContractCycles, checkRecursion } from './passes/cycles.ts'
import { checkReentrance } from './passes/reentrance.ts'
import { checkEffects } from './passes/effects.ts'
import { checkInvariantEffects } from './passes/invariants.ts'
import { checkInitialisation, fieldsToSet } from './passes/initialisation.ts'
import { lintRecords, lintStorage } from './passes/lint-dead.ts'
import { lintLedgers } from './passes/lint-ledgers.ts'
import { lintLoopWrites } from './passes/lint-loops.ts'
import { lintReentrance } from './passes/lint-reentrance.ts'
import { lintRandomness } from './passes/lint-randomness.ts'
import { lintDeclarations, lintImports } from './passes/lint-unused.ts'
import { lintVariants } from './passes/lint-variants.ts'
import { lintDepths, lintLocals } from './passes/lints.ts'
import { newSession, type Reference, type Session } from './session.ts'
import { allFunctions, resolveSignatures } from './signatures.ts'
import { checkBlock } from './statements.ts'
import { checkTests, testKey } from './tests.ts'

/** The file that an import leads to, or why it leads nowhere. */
export type Import =
  { readonly ok: true; readonly file: SourceFile } | { readonly ok: false; readonly problem: ImportProblem }

/** A file as the parser left it. */
export interface Unit {
  readonly file: SourceFile
  readonly tree: ParsedFile
  /** Whether the parser found nothing wrong. */
  readonly sound: boolean
  /** The files that this one imports, without those that could not be read. */
  readonly imports: readonly FileId[]
  /** Resolves a path in an import of this file to one of the units. */
  readonly resolve: (path: string) => Import
}

export interface CheckResult {
  readonly program: TypedProgram
  readonly diagnostics: readonly Diagnostic[]
  /** Every place where a declared name stands, its declaration included. */
  readonly references: readonly Reference[]
}

/**
 * Checks files that import each other. Total: any parsed tree gives a program, perhaps with `invalid` parts. With a memory, what was found in bodies
 * that look and see the same as in the last check is taken from there; the result is the same, but for the numbers of symbols.
 */
export function check(units: readonly Unit[], memory?: Memory): CheckResult {
  const rules = { infer, expect: expectType, block: checkBlock, initialValue, constantValue }
  const recall = memory?.next(units) ?? forgetful(countedIds())
  const session = newSession(rules, recall)
  declareBuiltinEnums(session)
  const scopes = units.map((unit) => declareFile(session, unit.file, unit.tree))
  const byFile = new Map(scopes.map((scope) => [scope.file.id, scope]))
  for (const [i, scope] of scopes.entries()) {
    const unit = units[i]
    if (unit !== undefined) bindImports(session, scope, unit.resolve, byFile)
  }
  expandUses(session)
  resolveSignatures(session)
  recall.signaturesKnown(session)
  const functions = new Map(allFunctions(session).map((info) => [info.id, checkFunction(session, info)]))
  const invariants = new Map(
    [...session.contracts, ...session.samples].map((info) => [info.id, checkInvariants(session, info)]),
  )
  const { tests, campaigns } = checkTests(session, scopes)
  const instances = checkInstances(session)
  for (const wanted of session.interfaces)
    for (const info of wanted.functions) functions.set(info.id, typedSignature(wanted, info))
  const program = assemble(
    session,
    units.map((unit) => unit.file),
    functions,
    instances,
    invariants,
    tests,
    campaigns,
  )
  const samples = session.samples.map((info) => typedContract(session, info, functions, invariants))
  runPasses(session, program, samples)
  recall.done()
  return { program, diagnostics: session.diagnostics, references: session.references }
}

function runPasses(session: Session, program: TypedProgram, samples: readonly TypedContract[]): void {
  const infos = new Map(
    [...allFunctions(session), ...session.interfaces.flatMap(({ functions }) => functions)].map((info) => [
      info.id,
      info,
    ]),
  )
  const places = placesOf(session.references)
  const push = (found: readonly Diagnostic[]) => session.diagnostics.push(...found)
  // What holds of a generic function holds of its instances.
  for (const fn of program.functions)
    if (fn.generic !== 'instance') checkBody(session, program, fn, null, infos, places)
  for (const contract of [...program.contracts, ...samples]) {
    const info = [...session.contracts, ...session.samples].find((c) => c.id === contract.id)
    if (info === undefined) continue
    for (const fn of membersOf(contract))
      checkBody(session, program, fn, infos.get(fn.id)?.contract ?? info, infos, places)
    for (const invariant of contract.invariants)
      checkInvariantBody(session, program, contract, invariant, infos)
    push(checkInitialisation(info, contract, session.samples.includes(info)))
    push(checkAccess(contract.functions, (id) => infos.get(id)))
    push(lintLedgers(contract))
  }
  for (const test of program.tests) {
    const file = fileOf(program, test.file)
    if (file === undefined) continue
    const { locals, body } = test
    push(
      session.recall.pass(testKey(test), () => [
        ...checkCoins({ file, locals, body, settable: [], pool: null }),
        ...lintLocals(body, locals, null, places),
      ]),
    )
  }
  push([...checkContractCycles(program.contracts, []), ...checkReentrance(program.contracts, [])])
  const recursion = checkRecursion([...program.functions, ...program.contracts.flatMap(membersOf)])
  // Instances without end are told of where they are asked for.
  const told = session.diagnostics.filter((d) => d.code === 'E0552').map(({ span }) => placeKey(span))
  push(
    recursion.filter(
      ({ span }, i) =>
        recursion.findIndex((other) => placeKey(other.span) === placeKey(span)) === i &&
        !told.includes(placeKey(span)),
    ),
  )
  push(lintDepths(program, (id) => infos.get(id)?.node.max?.span))
  const wordOf = (id: SymbolId): Span | undefined =>
    infos.get(id)?.node.modifiers.find(({ word }) => word === 'reentrant')?.span
  push(lintReentrance(program, wordOf))
  for (const scope of session.scopes) push(lintImports(scope, places))
  lintUses(session, program, places)
}

/** What is declared to no use. Of files with errors nothing is said: a name may well be what a mistake hides. */
function lintUses(session: Session, program: TypedProgram, places: Places): void {
  const wrong = new Set(
    session.diagnostics.filter(({ severity }) => severity === 'error').map(({ span }) => span.file),
  )
  const members = program.contracts.flatMap(membersOf)
  const found = [
    ...lintDeclarations(session, places),
    ...lintRecords(session, places),
    ...lintStorage(session, members, places),
    ...lintVariants(session, program, members),
  ]
  session.diagnostics.push(...found.filter(({ span }) => !wrong.has(span.file)))
}

function checkBody(
  session: Session,
  program: TypedProgram,
  fn: TypedFunction,
  contract: ContractInfo | null,
  infos: ReadonlyMap<SymbolId, FunctionInfo>,
  places: Places,
): void {
  const file = fileOf(program, fn.file)
  if (file === undefined) return
  const found = session.recall.pass(functionKey(fn), () => [
    ...checkCoinsOf(fn, file, contract),
    ...checkEffects(fn, (id) => infos.get(id)?.effect ?? 'pure'),
    ...lintLocals(fn.body, fn.locals, contract, places),
    ...lintLoopWrites(fn.body),
    ...lintRandomness(fn.body),
  ])
  session.diagnostics.push(...found)
}

function checkCoinsOf(fn: TypedFunction, file: SourceFile, contract: ContractInfo | null): Diagnostic[] {
  const own = contract?.storage.filter((f) => isLinear(f.type) && f.contract === contract) ?? []
  const settable = fn.role === 'init' ? fieldsToSet(own).map((f) => f.id) : []
  const pool = own.find((f) => f.type.kind === 'coin')?.node.name.text ?? null
  return checkCoins({ file, locals: fn.locals, body: fn.body, settable, pool })
}

function checkInvariantBody(
  session: Session,
  program: TypedProgram,
  contract: TypedContract,
  invariant: TypedInvariant,
  infos: ReadonlyMap<SymbolId, FunctionInfo>,
): void {
  const file = fileOf(program, contract.file)
  if (file === undefined) return
  const { condition, locals } = invariant
  const { type, span } = condition
  const body = { type, span, statements: [], tail: condition }
  const found = session.recall.pass(invariantKey(contract.id, invariant.index), () => [
    ...checkCoins({ file, locals, body, settable: [], pool: null }),
    ...checkInvariantEffects(invariant, (id) => infos.get(id)?.effect ?? 'pure'),
  ])
  session.diagnostics.push(...found)
}

function membersOf(contract: TypedContract): readonly TypedFunction[] {
  return contract.init === null ? contract.functions : [contract.init, ...contract.functions]
}

function placeKey({ file, start, end }: Span): string {
  return `${file} ${start} ${end}`
}

function fileOf(program: TypedProgram, id: SourceFile['id']): SourceFile | undefined {
  return program.files[id]
}
