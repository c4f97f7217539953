// Doc comments where they stand: the text of a file's own, and the place of each line.
import type { LoadedFile } from '../load.ts'
import type { Span } from '../source.ts'
import { docLine, isDoc, isParted, type Comment } from '../syntax/lexer.ts'

/** What a doc comment says, and where each of its lines stands. */
export interface DocComment {
  readonly text: string
  readonly lines: readonly Span[]
}

/** Every doc comment of a file, whatever it documents. */
export function docComments({
  file,
  comments,
}: Pick<LoadedFile, 'file' | 'comments'>): readonly DocComment[] {
  const blocks: Comment[][] = []
  let end = -1
  for (const comment of comments) {
    if (!isDoc(comment)) continue
    const between = file.text.slice(end, comment.span.start)
    const goesOn = end >= 0 && between.trim() === '' && !isParted(file.text, end, comment.span.start)
    if (goesOn) blocks.at(-1)?.push(comment)
    else blocks.push([comment])
    end = comment.span.end
  }
  return blocks.map(joined)
}

function joined(lines: readonly Comment[]): DocComment {
  return { text: lines.map(docLine).join('\n'), lines: lines.map(({ span }) => span) }
}

/** The doc comment of what begins at `start`; the parser has found its text. */
export function commentBefore({ comments }: LoadedFile, text: string | null, start: number): DocComment {
  if (text === null) return { text: '', lines: [] }
  const before = comments.filter((comment) => isDoc(comment) && comment.span.end <= start)
  return { text, lines: before.slice(-text.split('\n').length).map(({ span }) => span) }
}

/** The doc comment at the top of a file that an empty line parts from what follows. */
export function fileComment({ file, comments, tree }: LoadedFile): DocComment {
  const first = tree.items[0]?.span.start ?? file.text.length
  const lines: Comment[] = []
  let end = 0
  for (const comment of comments) {
    if (comment.span.start > first || (lines.length > 0 && isParted(file.text, end, comment.span.start)))
      break
    if (isDoc(comment)) lines.push(comment)
    end = comment.span.end
  }
  const parted = tree.items.length === 0 || isParted(file.text, end, nextStart(lines, comments, first))
  if (!parted) return { text: '', lines: [] }
  return joined(lines)
}

/** Where the comment behind these lines begins, or else the first declaration. */
function nextStart(lines: readonly Comment[], comments: readonly Comment[], first: number): number {
  const last = lines.at(-1)?.span.end ?? 0
  return comments.find(({ span }) => span.start > last && span.start < first)?.span.start ?? first
}
