// Binds what files import, and says why an import leads nowhere.
import type { ImportProblem } from '../imports/resolve.ts'
import { STD_FOLDER } from '../paths.ts'
import type { FileId, Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { Import } from './check.ts'
import { put } from './declare.ts'
import { entityId, entityName, type Entity, type FileScope } from './model.ts'
import { complain, refer, type Session } from './session.ts'
import { didYouMean, nearest } from './suggest.ts'

/** Built-in functions that may be imported from the standard library as if they stood there. */
const BUILT_IN_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  [`${STD_FOLDER}math.silo`]: ['mul_div'],
}

/** Binds what a file imports. `resolve` says which file a path as written leads to; `scopes` has what it declares. */
export function bindImports(
  session: Session,
  scope: FileScope,
  resolve: (path: string) => Import,
  scopes: ReadonlyMap<FileId, FileScope>,
): void {
  for (const item of scope.tree.items) {
    if (item.kind !== 'import') continue
    const found = resolve(item.path.text)
    const target = found.ok ? scopes.get(found.file.id) : undefined
    if (!found.ok) complainOf(session, item.path, found.problem)
    for (const name of item.names) {
      if (target !== undefined) bindImport(session, scope, target, name)
      // The names count as imported, so that their uses are not mistakes of their own.
      else scope.broken.add(name.text)
    }
  }
}

function complainOf(session: Session, path: ast.ParsedImport['path'], problem: ImportProblem): void {
  const { text, span } = path
  switch (problem.kind) {
    case 'no-file': {
      const help = problem.looked === null ? {} : { help: `there is no \`${problem.looked}\` in the project` }
      complain(session, 'E0305', span, { path: text }, help)
      return
    }
    case 'no-package':
      complain(session, 'E0312', span, { package: problem.name }, meant(path, problem.near))
      return
    case 'no-file-in-package': {
      const { name, file, near } = problem
      const list = near.length === 0 ? null : `it has ${near.map((module) => `\`${module}\``).join(', ')}`
      const details = near.length === 0 ? { help: null } : meant(path, near, list)
      complain(session, 'E0313', span, { package: name, file }, details)
      return
    }
    case 'bad-manifest':
      complain(session, 'E0314', span, { package: problem.name, why: problem.why })
  }
}

/** "Did you mean" for the path of an import: a name may be slightly wrong, or lack what stands in front of it. */
function meant(
  { text, span }: ast.ParsedImport['path'],
  near: readonly string[],
  otherwise?: string | null,
): ReturnType<typeof didYouMean> {
  const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
  const whole = nearest(text, near)
  const right = whole ?? near.find((name) => nearest(lastPart(text), [lastPart(name)]) !== null)
  if (right === undefined) return otherwise === undefined ? {} : { help: otherwise }
  const inside = { ...span, start: span.start + 1, end: span.end - 1 }
  return didYouMean(right, inside, [right])
}

function bindImport(session: Session, scope: FileScope, target: FileScope, name: ast.Name): void {
  if (name.text === '') return
  if (BUILT_IN_MEMBERS[target.file.path]?.includes(name.text) === true) return
  const entity = target.names.get(name.text)
  if (entity === undefined || target.imports.some((i) => i.name === name.text)) {
    const details = didYouMean(name.text, name.span, target.names.keys())
    complain(session, 'E0306', name.span, { name: name.text, path: target.file.path }, details)
    scope.broken.add(name.text)
    return
  }
  if (!isExported(entity)) {
    complain(
      session,
      'E0307',
      name.span,
      { name: name.text },
      {
        secondary: [{ span: entityName(entity).span, label: 'declared here without `pub`' }],
        fix: { title: 'add `pub`', edits: [{ span: startOf(entity), newText: 'pub ' }] },
      },
    )
  }
  refer(session, name.span, entityId(entity))
  scope.imports.push({ name: name.text, span: name.span, entity })
  put(session, scope.names, name, entity)
}

function startOf(entity: Entity): Span {
  const span = entity.kind === 'local' ? entity.variable.span : entity.info.node.span
  return { ...span, end: span.start }
}

function isExported(entity: Entity): boolean {
  switch (entity.kind) {
    case 'contract':
      return true
    case 'interface':
    case 'component':
    case 'struct':
    case 'enum':
    case 'error':
    case 'event':
    case 'constant':
      return entity.info.node.exported
    case 'function':
      return entity.info.node.modifiers.some((m) => m.word === 'pub')
    case 'storage':
    case 'use':
    case 'local':
      return false
  }
}
