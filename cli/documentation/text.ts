// Doc comments and code as HTML.
import type { CodePart, DocBlock, DocInline } from '../../compiler/documentation/types.ts'
import { escaped } from '../html.ts'
import { address } from './paths.ts'

/** `up` leads from the page to the top of the site. */
export function blocksHtml(blocks: readonly DocBlock[], up: string): string {
  return blocks.map((block) => blockHtml(block, up)).join('\n')
}

function blockHtml(block: DocBlock, up: string): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${inlinesHtml(block.inlines, up)}</p>`
    case 'heading': {
      // Below those of the page and of its groups.
      const tag = `h${Math.min(6, block.level + 3)}`
      return `<${tag}>${inlinesHtml(block.inlines, up)}</${tag}>`
    }
    case 'code':
      return `<pre tabindex="0"><code>${codeHtml(block.code, up)}</code></pre>`
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul'
      const items = block.items.map((item) => `<li>${itemHtml(item, up)}</li>`)
      return `<${tag}>${items.join('')}</${tag}>`
    }
  }
}

/** An item that is one paragraph needs no room around it. */
function itemHtml(blocks: readonly DocBlock[], up: string): string {
  const [first, ...rest] = blocks
  if (first?.kind !== 'paragraph') return blocksHtml(blocks, up)
  return inlinesHtml(first.inlines, up) + blocksHtml(rest, up)
}

export function inlinesHtml(inlines: readonly DocInline[], up: string): string {
  return inlines.map((inline) => inlineHtml(inline, up)).join('')
}

function inlineHtml(inline: DocInline, up: string): string {
  switch (inline.kind) {
    case 'text':
      return escaped(inline.text)
    case 'code':
      return `<code>${escaped(inline.text)}</code>`
    case 'strong':
      return `<strong>${inlinesHtml(inline.inner, up)}</strong>`
    case 'emphasis':
      return `<em>${inlinesHtml(inline.inner, up)}</em>`
    case 'link': {
      const href = inline.to.kind === 'web' ? inline.to.url : `${up}${address(inline.to.target)}`
      const away = inline.to.kind === 'web' ? ' rel="noreferrer"' : ''
      return `<a href="${escaped(href)}"${away}>${inlinesHtml(inline.inner, up)}</a>`
    }
  }
}

export function codeHtml(code: readonly CodePart[], up: string): string {
  return code
    .map(({ text, style, target }) => {
      const shown = style === 'plain' ? escaped(text) : `<span class="${style}">${escaped(text)}</span>`
      return target === null ? shown : `<a href="${escaped(up + address(target))}">${shown}</a>`
    })
    .join('')
}

/** The first paragraph, for lists of what there is. */
export function summaryHtml(blocks: readonly DocBlock[], up: string): string {
  const [first] = blocks
  return first?.kind === 'paragraph' ? inlinesHtml(first.inlines, up) : ''
}
