// Documentation as Markdown again, for pages that are Markdown themselves. Links to declarations become the names that they show.
import type { CodePart, DocBlock, DocInline } from './types.ts'

/** The blocks as paragraphs, with empty lines between them. */
export function markdownOf(blocks: readonly DocBlock[]): string {
  return blocks.map(blockText).join('\n\n')
}

/** Code without its colours and links. */
export function codeText(code: readonly CodePart[]): string {
  return code.map(({ text }) => text).join('')
}

function blockText(block: DocBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return inlineText(block.inlines)
    case 'heading':
      return `${'#'.repeat(block.level)} ${inlineText(block.inlines)}`
    case 'code': {
      const fence = fenceFor(block.block.text)
      return `${fence}${block.block.language}\n${block.block.text}\n${fence}`
    }
    case 'list':
      return block.items
        .map((item, i) => listItem(block.ordered ? `${i + 1}. ` : '- ', markdownOf(item)))
        .join('\n')
  }
}

/** An item whose further lines stand under its first. */
export function listItem(mark: string, text: string): string {
  return mark + text.replaceAll(/\n(?=[^\n])/g, `\n${' '.repeat(mark.length)}`)
}

/** A fence that the code can't close. */
function fenceFor(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((length, ticks) => Math.max(length, ticks.length), 2)
  return '`'.repeat(longest + 1)
}

function inlineText(inlines: readonly DocInline[]): string {
  return inlines.map(oneText).join('')
}

function oneText(inline: DocInline): string {
  switch (inline.kind) {
    case 'text':
      return inline.text
    case 'code':
      return codeSpan(inline.text)
    case 'strong':
      return `**${inlineText(inline.inner)}**`
    case 'emphasis':
      return `*${inlineText(inline.inner)}*`
    case 'link': {
      const inner = inlineText(inline.inner)
      return inline.to.kind === 'web' ? `[${inner}](${inline.to.url})` : inner
    }
  }
}

/** Code between backticks: two where it has some itself. */
export function codeSpan(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}
