// Doc comments as trees: the part of Markdown that they need (paragraphs, headings, lists, blocks of code, emphasis, links). HTML is not among it: it
// is text like any other. Total: whatever it is given, it returns a tree, no deeper than a bound.
import { highlighted } from './code.ts'
import type { CodeBlock, DocBlock, DocInline, LinkTarget } from './types.ts'

/**
 * Where a link leads, by its destination as written and its line, counted from 0. Null: nowhere, and what it says is shown as text.
 * A word in square brackets alone is only `maybe` a link: `[u64]` is an array.
 */
export type FollowLink = (written: string, line: number, sort: 'link' | 'maybe') => LinkTarget | null

/** Lists in lists and emphasis in emphasis go no deeper than anybody reads. */
const MAX_DEPTH = 6
const FENCE = /^\s*(`{3,})\s*([^\s`,]*)([^`]*)$/
const HEADING = /^(#{1,6}) +(.*)$/
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)]) +/

interface Line {
  readonly text: string
  readonly number: number
}

export function parseMarkdown(text: string, follow: FollowLink): readonly DocBlock[] {
  return blocksOf(
    text.split('\n').map((line, number) => ({ text: line, number })),
    follow,
    0,
  )
}

/** The blocks of code of a text, those in lists as well. */
export function codeBlocks(text: string): readonly CodeBlock[] {
  const within = (blocks: readonly DocBlock[]): CodeBlock[] =>
    blocks.flatMap((block) => {
      if (block.kind === 'list') return block.items.flatMap(within)
      return block.kind === 'code' ? [block.block] : []
    })
  return within(parseMarkdown(text, () => null))
}

function blocksOf(lines: readonly Line[], follow: FollowLink, depth: number): readonly DocBlock[] {
  const blocks: DocBlock[] = []
  let at = 0
  while (at < lines.length) {
    const { text } = lines[at] ?? { text: '' }
    const heading = HEADING.exec(text)
    if (text.trim() === '') at++
    else if (FENCE.test(text)) {
      const { block, next } = fenced(lines, at)
      blocks.push({ kind: 'code', code: highlighted(block), block })
      at = next
    } else if (heading !== null) {
      const inlines = inlinesOf([{ text: heading[2] ?? '', number: lines[at]?.number ?? 0 }], follow)
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, inlines })
      at++
    } else if (ITEM.test(text) && depth < MAX_DEPTH) {
      const end = listEnd(lines, at)
      blocks.push(listOf(lines.slice(at, end), follow, depth))
      at = end
    } else {
      let end = at + 1
      while (end < lines.length && !startsBlock(lines[end]?.text ?? '', depth)) end++
      blocks.push({ kind: 'paragraph', inlines: inlinesOf(lines.slice(at, end), follow) })
      at = end
    }
  }
  return blocks
}

/** Whether a paragraph ends in front of this line. */
function startsBlock(text: string, depth: number): boolean {
  return (
    text.trim() === '' || FENCE.test(text) || HEADING.test(text) || (depth < MAX_DEPTH && ITEM.test(text))
  )
}

/** The block of code whose fence is at `at`, which without a closing fence goes to the end. */
function fenced(lines: readonly Line[], at: number): { readonly block: CodeBlock; readonly next: number } {
  const opening = lines[at] ?? { text: '', number: 0 }
  const [, fence = '```', language = '', rest = ''] = FENCE.exec(opening.text) ?? []
  const marks = rest.split(/[\s,]+/).filter((mark) => mark !== '')
  const indent = /^\s*/.exec(opening.text)?.[0].length ?? 0
  let end = at + 1
  while (end < lines.length && lines[end]?.text.trim() !== fence) end++
  const text = lines
    .slice(at + 1, end)
    .map((line) => line.text.slice(Math.min(indent, line.text.search(/\S|$/))))
    .join('\n')
  return { block: { language, marks, text, line: opening.number + 1 }, next: end + 1 }
}

/** The end of the list that begins at `at`: an unindented line that is no item, behind an empty line or not. */
function listEnd(lines: readonly Line[], at: number): number {
  let end = at + 1
  for (let i = end; i < lines.length; i++) {
    const text = lines[i]?.text ?? ''
    if (text.trim() === '') continue
    const parted = i > end
    if (!ITEM.test(text) && !/^\s/.test(text) && (parted || startsBlock(text, 0))) break
    end = i + 1
  }
  return end
}

/** Each item is what stands behind its mark, with the lines under it that are no item as far out. */
function listOf(lines: readonly Line[], follow: FollowLink, depth: number): DocBlock {
  const outer = ITEM.exec(lines[0]?.text ?? '')
  const indent = outer?.[1]?.length ?? 0
  const items: Line[][] = []
  for (const { text, number } of lines) {
    const mark = ITEM.exec(text)
    if (mark !== null && (mark[1]?.length ?? 0) <= indent)
      items.push([{ text: text.slice(mark[0].length), number }])
    else items.at(-1)?.push({ text: text.slice(Math.min(indent + 2, text.search(/\S|$/))), number })
  }
  return {
    kind: 'list',
    ordered: /\d/.test(outer?.[2] ?? ''),
    items: items.map((item) => blocksOf(item, follow, depth + 1)),
  }
}

const INLINE =
  /``([^\n]+?)``|`([^`]+)`|\[([^[\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)|\[(`?)([A-Za-z_][\w./-]*(?:\(\))?)`?\]|<(https?:[^<>\s]+)>|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|(?<!\w)_([^_]+)_(?!\w)/g

function inlinesOf(lines: readonly Line[], follow: FollowLink): readonly DocInline[] {
  const text = lines.map((line) => line.text.trim()).join('\n')
  const first = lines[0]?.number ?? 0
  return inlinesIn(text, (written, offset, sort) => follow(written, first + offset, sort), 0)
}

/** `follow` counts lines from the beginning of the text. */
function inlinesIn(text: string, follow: FollowLink, depth: number): readonly DocInline[] {
  if (depth > MAX_DEPTH) return [{ kind: 'text', text }]
  const inlines: DocInline[] = []
  let at = 0
  let line = 0
  for (const match of text.matchAll(INLINE)) {
    const before = text.slice(at, match.index)
    if (before !== '') inlines.push({ kind: 'text', text: before })
    line += breaks(before)
    inlines.push(inlineOf(match, (written, inner, sort) => follow(written, line + inner, sort), depth))
    line += breaks(match[0])
    at = match.index + match[0].length
  }
  if (at < text.length) inlines.push({ kind: 'text', text: text.slice(at) })
  return inlines
}

function inlineOf(match: RegExpExecArray, follow: FollowLink, depth: number): DocInline {
  const [whole, longCode, code, label, destination, tick, word, url, strong, star, underline] = match
  const inner = (text: string): readonly DocInline[] => inlinesIn(text, follow, depth + 1)
  if (longCode !== undefined || code !== undefined)
    return { kind: 'code', text: (longCode ?? code ?? '').replaceAll('\n', ' ') }
  if (label !== undefined && destination !== undefined)
    return linkOr(follow(destination, 0, 'link'), inner(label))
  if (word !== undefined) {
    const to = follow(word, 0, tick === '' ? 'maybe' : 'link')
    // Without a place to go to, brackets are what they are: an array's, say.
    if (to === null && tick === '') return { kind: 'text', text: whole }
    return linkOr(to, [{ kind: 'code', text: word }])
  }
  if (url !== undefined) return linkOr(follow(url, 0, 'link'), [{ kind: 'text', text: url }])
  if (strong !== undefined) return { kind: 'strong', inner: inner(strong) }
  return { kind: 'emphasis', inner: inner(star ?? underline ?? '') }
}

/** A link that leads nowhere shows what it says. */
function linkOr(to: LinkTarget | null, inner: readonly DocInline[]): DocInline {
  return to === null ? { kind: 'emphasis', inner } : { kind: 'link', to, inner }
}

function breaks(text: string): number {
  return text.split('\n').length - 1
}
