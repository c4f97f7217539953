// Makes docs/std.md out of the sources of the standard library: what each module exports, in its own words.
import { analyse, type FrontendResult } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import { spanText, type SourceFile } from '../source.ts'
import type * as ast from '../syntax/ast.ts'

const INTRODUCTION = `# The standard library

Modules in the language itself, which come with the compiler. \`import { min } from "std/math"\` takes from them; what isn't used is in no program. Their sources are in
\`compiler/std\`, with tests beside each. This page is made from them (\`npm run std\`).

Functions outside of contracts are pure. Components are taken in by \`use\`; those of their functions that are marked \`pub\` can be called from outside, the others by the contract. There is no
way to give coins to a contract but its payable functions, so nothing here trusts a balance that somebody else could change.
`

/** The reference as Markdown, before formatting, of sources by path. */
export function libraryReference(sources: Readonly<Record<string, string>>): string {
  const paths = Object.keys(sources)
  const result = analyse(memoryHost(sources), paths)
  const list = paths.map((path) => `- [\`${moduleName(path)}\`](#${anchor(path)})`)
  return [INTRODUCTION, list.join('\n'), ...paths.map((path) => section(result, path))].join('\n\n')
}

function moduleName(path: string): string {
  return `std/${path.replace(/\.silo$/, '')}`
}

/** As GitHub makes it from the heading. */
function anchor(path: string): string {
  return moduleName(path).replaceAll('/', '')
}

function section(result: FrontendResult, path: string): string {
  const parsed = result.parsed.find(({ file }) => file.path === path)
  if (parsed === undefined) return ''
  const { file, tree } = parsed
  const declarations = tree.items.flatMap((item) => declaration(file, item))
  return [`## ${moduleName(path)}`, fileDoc(file), ...declarations].join('\n\n')
}

/** The lines of documentation at the top of a file, up to the first empty line. */
function fileDoc({ text }: SourceFile): string {
  const [top = ''] = text.split('\n\n')
  return docText(top)
}

/** The texts of the lines of documentation. */
function docText(lines: string): string {
  return lines
    .split('\n')
    .filter((line) => line.trim().startsWith('///'))
    .map((line) => line.trim().replace(/^\/\/\/ ?/, ''))
    .join('\n')
}

/** An exported declaration with its documentation; nothing for others. */
function declaration(file: SourceFile, item: ast.ParsedItem): readonly string[] {
  switch (item.kind) {
    case 'function':
      return item.modifiers.some(({ word }) => word === 'pub')
        ? [entry(file, item, signature(file, item))]
        : []
    case 'component':
      return item.exported ? [entry(file, item, `component ${item.name.text}`), members(file, item)] : []
    case 'interface':
      return item.exported ? [entry(file, item, whole(file, item))] : []
    case 'struct':
    case 'enum':
    case 'error':
    case 'event':
    case 'const':
      return item.exported ? [entry(file, item, whole(file, item))] : []
    case 'contract':
    case 'import':
    case 'test':
    case 'campaign':
      return []
  }
}

type Documented = Pick<ast.ParsedFunction, 'span' | 'doc'>

function entry(_file: SourceFile, item: Documented, code: string): string {
  return `\`\`\`silo\n${code}\n\`\`\`\n\n${item.doc ?? ''}`
}

/** The functions, events and errors of a component. */
function members(file: SourceFile, component: ast.ParsedComponent): string {
  return component.members
    .flatMap((member) => {
      if (member.kind === 'function') return [listed(member, signature(file, member))]
      if (member.kind === 'storage')
        return member.fields.map((field) => listed(field, `storage ${oneLine(spanText(file, field.span))}`))
      if (member.kind === 'invariant') return [`- \`${oneLine(spanText(file, member.span))}\``]
      return []
    })
    .join('\n')
}

function listed(item: { readonly doc: string | null }, code: string): string {
  return `- \`${code}\`${item.doc === null ? '' : `: ${oneLine(item.doc)}`}`
}

/** A function without its body. */
function signature(file: SourceFile, fn: ast.ParsedFunction): string {
  const text = oneLine(file.text.slice(fn.span.start, fn.body.span.start))
  return text.replace(/\s*(?:=>|\{)$/, '')
}

function whole(file: SourceFile, item: Documented): string {
  return spanText(file, item.span).trim()
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
