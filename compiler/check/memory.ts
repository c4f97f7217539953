// What one check leaves for the next of the same program. Names and signatures are worked out anew each time, since that takes little; a body is
// checked again only if its own text, or something that it can see (declarations.ts), is not what it was. Without a memory every body is checked.
import type { Diagnostic } from '../diagnostics/types.ts'
import type { FileId, SourceFile, Span } from '../source.ts'
import type { SymbolId } from '../typed/tree.ts'
import { coinsWord, declarationsSeen, type Seen } from './declarations.ts'
import { keptIds, type Ids } from './ids.ts'
import type { ContractInfo, FileScope } from './model.ts'
import { moved, spansIn } from './moved.ts'
import { effectsSince, marks, repeatable, repeat, type Effects, type Marks } from './effects.ts'
import type { Reference, Session } from './session.ts'

/** A body that is checked by itself. */
export interface BodyPlace {
  /** The same from check to check, and of no other body. */
  readonly key: string
  readonly scope: FileScope
  readonly contract: ContractInfo | null
  /** What it was parsed to: the same object where the file is the same. */
  readonly node: { readonly span: Span }
}

/** One check's share of a memory. */
export interface Recall {
  readonly ids: Ids
  /** To be said when all signatures are known, before any body. */
  readonly signaturesKnown: (session: Session) => void
  /** What `run` gives for a body, or gave for the same one before; what it told and noted in the session is told and noted again. */
  readonly body: <T>(session: Session, place: BodyPlace, run: () => T) => T
  /** What a pass finds in a body, or found in the same one before. `run` may depend on what the body's own check gave, and on what the body can see. */
  readonly pass: (key: string, run: () => readonly Diagnostic[]) => readonly Diagnostic[]
  /** To be said at the end. */
  readonly done: () => void
}

export interface Memory {
  readonly next: (files: readonly CheckedFile[]) => Recall
  /** How many bodies the last check had, and how many of them it checked again. */
  readonly counts: () => { readonly bodies: number; readonly checked: number }
}

export interface CheckedFile {
  readonly file: SourceFile
  /** Whether the parser found nothing wrong, so that equal text means equal trees. */
  readonly sound: boolean
  readonly imports: readonly FileId[]
}

interface Kept {
  readonly place: BodyPlace
  readonly file: CheckedFile
  readonly words: ReadonlySet<string>
  readonly value: unknown
  readonly diagnostics: readonly Diagnostic[]
  readonly references: readonly Reference[]
  readonly before: Marks
  readonly effects: Effects
  passed: readonly Diagnostic[] | null
}

/** A check that remembers nothing. */
export function forgetful(ids: Ids): Recall {
  return {
    ids,
    signaturesKnown: () => {},
    body: (_session, _place, run) => run(),
    pass: (_key, run) => run(),
    done: () => {},
  }
}

export function newMemory(): Memory {
  const ids = keptIds()
  let files: ReadonlyMap<FileId, CheckedFile> = new Map()
  let seen: ReadonlyMap<string, Seen> = new Map()
  let kept: ReadonlyMap<string, Kept> = new Map()
  let counts = { bodies: 0, checked: 0 }

  const next = (given: readonly CheckedFile[]): Recall => {
    const filesNow = new Map(given.map((one) => [one.file.id, one]))
    const same = new Set(
      given.filter(({ file }) => files.get(file.id)?.file === file).map(({ file }) => file.id),
    )
    const keptNow = new Map<string, Kept>()
    let seenNow = new Map<string, Seen>()
    let changes: Changes = { any: true, touches: () => true }
    let bodies = 0
    let checked = 0

    /** What was kept of the body that stands here now, as if it had been found here; null if it has to be checked. */
    const recall = (place: BodyPlace): Kept | null => {
      const old = kept.get(place.key)
      const file = filesNow.get(place.scope.file.id)
      if (old === undefined || file === undefined || old.file.file.path !== file.file.path) return null
      const [from, to] = [old.place.node.span, place.node.span]
      if (old.place.node !== place.node) {
        if (!old.file.sound || !file.sound || from.file !== to.file) return null
        if (textAt(old.file, from) !== textAt(file, to)) return null
      }
      if (changes.touches(file.file.id, old.words)) return null
      const told = [...old.diagnostics, ...(old.passed ?? [])]
      // What a mistake is told with may depend on all names that there are, and on where others stand.
      if (told.length > 0 && changes.any) return null
      const outside = (span: Span): boolean =>
        !(span.file === from.file && from.start <= span.start && span.end <= from.end) && !same.has(span.file)
      if (told.some((diagnostic) => spansIn(diagnostic).some(outside))) return null
      if (!repeatable(place.contract, old.before)) return null
      const { value, diagnostics, references, effects, passed } = old
      return { ...old, place, file, ...moved({ value, diagnostics, references, effects, passed }, from, to) }
    }

    return {
      ids: ids.nextRun(),
      signaturesKnown: (session) => {
        seenNow = declarationsSeen(session)
        changes = changesBetween(seen, seenNow, filesNow)
      },
      body: <T>(session: Session, place: BodyPlace, run: () => T): T => {
        bodies += 1
        const old = recall(place)
        if (old !== null) {
          session.diagnostics.push(...old.diagnostics)
          session.references.push(...old.references)
          repeat(session, place.contract, old.effects)
          keptNow.set(place.key, old)
          // Kept under this key by a call with this very type.
          return old.value as T
        }
        checked += 1
        const [told, noted] = [session.diagnostics.length, session.references.length]
        const before = marks(session, place.contract)
        const value = run()
        const file = filesNow.get(place.scope.file.id)
        const effects = effectsSince(session, place.contract, before)
        const diagnostics = session.diagnostics.slice(told)
        if (file === undefined || diagnostics.some(({ code }) => ENDLESS.has(code))) return value
        const references = session.references.slice(noted)
        const words = wordsOf(file, place)
        keptNow.set(place.key, {
          place,
          file,
          words,
          value,
          diagnostics,
          references,
          before,
          effects,
          passed: null,
        })
        return value
      },
      pass: (key, run) => {
        const entry = keptNow.get(key)
        if (entry?.passed !== undefined && entry.passed !== null) return entry.passed
        const found = run()
        if (entry !== undefined) entry.passed = found
        return found
      },
      done: () => {
        files = filesNow
        seen = seenNow
        kept = keptNow
        counts = { bodies, checked }
      },
    }
  }
  return { next, counts: () => counts }
}

/** Told once in a program, wherever it is found first. */
const ENDLESS: ReadonlySet<string> = new Set(['E0526', 'E0552', 'E0553'])

function textAt({ file }: CheckedFile, span: Span): string {
  return file.text.slice(span.start, span.end)
}

function wordsOf(file: CheckedFile, { contract, node }: BodyPlace): ReadonlySet<string> {
  const words = new Set(textAt(file, node.span).match(/[A-Za-z_]\w*/g))
  if (contract !== null) words.add(coinsWord(contract)).add(contract.name)
  return words
}

interface Changes {
  /** Whether any declaration looks different to others. */
  readonly any: boolean
  /** Whether code in this file with these words can see one that does. */
  readonly touches: (file: FileId, words: ReadonlySet<string>) => boolean
}

function changesBetween(
  before: ReadonlyMap<string, Seen>,
  now: ReadonlyMap<string, Seen>,
  files: ReadonlyMap<FileId, CheckedFile>,
): Changes {
  const changed = new Map<string, Seen>()
  for (const [key, seen] of before) {
    const other = now.get(key)
    if (other === undefined || !looksTheSame(seen, other)) changed.set(key, seen)
  }
  const gone = new Set(changed.keys())
  for (const [key, seen] of now) if (!before.has(key) || gone.has(key)) changed.set(`now ${key}`, seen)
  if (changed.size === 0) return { any: false, touches: () => false }
  spread(changed, now)
  const reach = reachOf(files)
  const list = [...changed.values()]
  return {
    any: true,
    touches: (file, words) =>
      list.some(
        (seen) =>
          (seen.file === 'any' || !files.has(seen.file) || reach(file).has(seen.file)) &&
          seen.words.some((word) => words.has(word)),
      ),
  }
}

/** What is made of something that has changed has changed as well. */
function spread(changed: Map<string, Seen>, now: ReadonlyMap<string, Seen>): void {
  const users = new Map<SymbolId, string[]>()
  for (const [key, { mentions }] of now)
    for (const id of mentions) users.set(id, [...(users.get(id) ?? []), key])
  // A map's iteration reaches what is added on the way.
  for (const key of changed.keys()) {
    const id = Number(key.replace(/^now /, '')) as SymbolId
    for (const user of users.get(id) ?? []) {
      const seen = now.get(user)
      if (seen !== undefined && !changed.has(`now ${user}`)) changed.set(`now ${user}`, seen)
    }
  }
}

function looksTheSame(a: Seen, b: Seen): boolean {
  return a.text === b.text && a.file === b.file && a.words.join(' ') === b.words.join(' ')
}

/** The files whose declarations a file's code can come upon: its own, what it imports, and so on. */
function reachOf(files: ReadonlyMap<FileId, CheckedFile>): (file: FileId) => ReadonlySet<FileId> {
  const known = new Map<FileId, Set<FileId>>()
  return (file) => {
    const found = known.get(file)
    if (found !== undefined) return found
    const reached = new Set([file])
    for (const id of reached) for (const other of files.get(id)?.imports ?? []) reached.add(other)
    known.set(file, reached)
    return reached
  }
}
