// Lints: what is declared and never named. What others may use (`pub`, and what stands in a contract's interface) is never meant, nor what begins with `_`.
import type { Diagnostic, Fix } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Span } from '../../source.ts'
import type { Name, ParsedImport } from '../../syntax/ast.ts'
import { isError, isLinear, splitSignatures } from '../../typed/type-facts.ts'
import { entityId, type FileScope, type FunctionInfo } from '../model.ts'
import type { Declared, Places } from '../named.ts'
import type { Session } from '../session.ts'
import { allFunctions } from '../signatures.ts'

/** Whether nothing is to be said of a name, because it is there on purpose or because the parser invented it. */
export function isQuiet(name: string): boolean {
  return name === '' || name.startsWith('_')
}

/** Functions, constants, structs, enums, interfaces and components that nobody outside can use and nothing names; parameters that their function doesn't. */
export function lintDeclarations(session: Session, places: Places): Diagnostic[] {
  const unused = (what: string, declared: Declared, fix?: Fix): Diagnostic[] =>
    isQuiet(declared.name) || places.isNamed(declared) ? [] : [unusedAt(what, declared, fix)]
  const underscoredOr = (what: string, declared: Declared): Diagnostic[] =>
    unused(what, declared, underscored(declared.node.name.span, declared.name))
  return [
    ...callable(session).flatMap((info) => underscoredOr('function', info)),
    ...session.constants
      .filter(({ node }) => !node.exported)
      .flatMap((info) => underscoredOr('constant', info)),
    ...session.records.flatMap((info) => {
      const { node } = info
      return node.kind !== 'struct' || node.exported || info.generic !== null
        ? []
        : unused(node.resource ? 'resource' : 'struct', info)
    }),
    ...session.enums.flatMap((info) =>
      info.scope === null || info.node.exported || info.generic !== null ? [] : unused('enum', info),
    ),
    ...session.interfaces.flatMap((info) => (info.node.exported ? [] : unused('interface', info))),
    ...session.components.flatMap((info) => (info.node.exported ? [] : unused('component', info))),
    ...allFunctions(session).flatMap((info) => lintParameters(info, places)),
  ]
}

/** Functions that only their own file or contract calls. A component offers functions, and nobody needs them all. */
function callable(session: Session): FunctionInfo[] {
  return [
    ...session.functions.filter(({ node }) => !node.modifiers.some(({ word }) => word === 'pub')),
    ...session.contracts.flatMap((contract) =>
      contract.functions.filter((info) => info.role === 'private' && info.contract === contract),
    ),
  ]
}

/** A coin or resource that goes nowhere is an error of its own; signatures of a `by sig` clause are checked before the body. */
function lintParameters(info: FunctionInfo, places: Places): Diagnostic[] {
  const found: Diagnostic[] = []
  const { signatures } = splitSignatures(info)
  for (const param of info.params) {
    const { id, name, type, span, nameSpan } = param
    if (signatures.includes(param) || isQuiet(name) || isLinear(type) || isError(type)) continue
    const declared = { id, name, node: { span, name: { text: name, span: nameSpan } } }
    if (!places.isNamed(declared)) found.push(unusedAt('parameter', declared))
  }
  return found
}

function unusedAt(what: string, { name, node }: Declared, fix?: Fix): Diagnostic {
  return report('W0902', node.name.span, { what, name }, fix === undefined ? {} : { fix })
}

/** The declaration is the only place of the name, so that renaming it is safe. */
export function underscored(span: Span, name: string): Fix {
  const edits = [{ span: { ...span, end: span.start }, newText: '_' }]
  return { title: `rename it to \`_${name}\``, edits }
}

/** Imported names that the file doesn't use. */
export function lintImports(scope: FileScope, places: Places): Diagnostic[] {
  const lists = scope.tree.items.filter((item) => item.kind === 'import')
  return scope.imports
    .filter(({ span, entity }) => {
      const isOther = (place: Span): boolean => place.file === span.file && place.start !== span.start
      return !places.some(entityId(entity), isOther)
    })
    .map(({ name, span }) => {
      const list = lists.find(({ names }) => names.some((one) => one.span.start === span.start))
      const fix = list === undefined ? null : withoutName(scope, list, span)
      return report('W0902', span, { what: 'import', name }, fix === null ? {} : { fix })
    })
}

/** Takes a name out of an import with the comma that parts it from the next, or the whole import if it names nothing else. */
function withoutName(scope: FileScope, list: ParsedImport, span: Span): Fix {
  const at = list.names.findIndex((one) => one.span.start === span.start)
  const [before, after]: (Name | undefined)[] = [list.names[at - 1], list.names[at + 1]]
  const cut = (from: number, to: number): Fix => ({
    title: 'remove the import',
    edits: [{ span: { ...span, start: from, end: to }, newText: '' }],
  })
  if (after !== undefined) return cut(span.start, after.span.start)
  if (before !== undefined) return cut(before.span.end, span.end)
  const { start, end } = list.span
  return cut(start, scope.file.text[end] === '\n' ? end + 1 : end)
}
