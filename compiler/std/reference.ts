// Makes docs/std.md out of the documentation of the standard library: what each module exports, in its own words.
import { documentation } from '../documentation/extract.ts'
import { codeSpan, codeText, listItem, markdownOf } from '../documentation/to-markdown.ts'
import type { DocBlock, DocEntry, DocModule, DocPage, DocPart } from '../documentation/types.ts'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'

const INTRODUCTION = `# The standard library

Modules in the language itself, which come with the compiler. \`import { min } from "std/math"\` takes from them; what isn't used is in no program. Their sources are in
\`compiler/std\`, with tests beside each. This page is made from them (\`npm run std\`).

Functions outside of contracts are pure. Components are taken in by \`use\`; those of their functions that are marked \`pub\` can be called from outside, the others by the contract. There is no
way to give coins to a contract but its payable functions, so nothing here trusts a balance that somebody else could change.
`

/** The reference as Markdown, before formatting, of sources by path. */
export function libraryReference(sources: Readonly<Record<string, string>>): string {
  const result = analyse(memoryHost(sources), Object.keys(sources))
  const modules = documentation(result, { private: false }).modules.filter(({ own }) => own)
  const list = modules.map((module) => `- [\`${nameOf(module)}\`](#${anchor(module)})`)
  return [INTRODUCTION, list.join('\n'), ...modules.map(section)].join('\n\n')
}

function nameOf({ name }: DocModule): string {
  return `std/${name}`
}

/** As GitHub makes it from the heading. */
function anchor(module: DocModule): string {
  return nameOf(module).replaceAll('/', '')
}

/** A module with its declarations in the order of lines. */
function section(module: DocModule): string {
  const declared = [
    ...module.pages.map((page) => ({ line: page.line, text: pageText(page) })),
    ...module.entries.map((entry) => ({ line: entry.line, text: entryText(entry) })),
  ]
  const texts = declared.toSorted((a, b) => a.line - b.line).map(({ text }) => text)
  return [`## ${nameOf(module)}`, markdownOf(module.doc), ...texts].join('\n\n')
}

/** An interface is all code, of a component each member is told. */
function pageText({ kind, name, doc, entries }: DocPage): string {
  if (kind !== 'interface')
    return [block(`${kind} ${name}`), markdownOf(doc), entries.map(memberText).join('\n')].join('\n\n')
  const functions = entries.map(({ code }) => `  ${codeText(code)}`).join('\n')
  return `${block(`interface ${name} {\n${functions}\n}`)}\n\n${markdownOf(doc)}`
}

function memberText({ kind, code, doc }: DocEntry): string {
  const text = oneLine(codeText(code))
  return listItem('- ', described(codeSpan(kind === 'storage' ? `storage ${text}` : text), doc))
}

function entryText({ code, doc, parts }: DocEntry): string {
  const told = parts.filter((part) => part.doc.length > 0).map(partText)
  return [block(codeText(code)), markdownOf(doc), told.join('\n')].join('\n\n')
}

function partText({ name, doc }: DocPart): string {
  return listItem('- ', described(codeSpan(name), doc))
}

function described(code: string, doc: readonly DocBlock[]): string {
  return doc.length === 0 ? code : `${code}: ${markdownOf(doc)}`
}

function block(code: string): string {
  return `\`\`\`silo\n${code}\n\`\`\``
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
