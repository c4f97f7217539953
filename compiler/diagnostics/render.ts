// Diagnostics for people (source excerpt, carets, secondary places, help) and for machines (JSON).
import { lineText, positionAt, type SourceFile, type Span } from '../source.ts'
import type { Diagnostic, Severity } from './types.ts'

/** How parts of the text are coloured. Each takes and gives text; the default leaves it as it is. */
export interface Paint {
  readonly severity: (severity: Severity, text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
}

/** No colours: for files, pipes and tests. */
export const PLAIN: Paint = {
  severity: (_, text) => text,
  strong: (text) => text,
  faint: (text) => text,
}

/** One diagnostic as several lines of text, without a line break at the end. */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  files: readonly SourceFile[],
  paint: Paint = PLAIN,
): string {
  const { code, severity, message, span, label, secondary, help } = diagnostic
  const places: readonly Excerpt[] = [
    { span, label, main: true },
    ...secondary.map((s) => ({ span: s.span, label: s.label, main: false })),
  ]
  const width = Math.max(...places.map((p) => String(lineOf(p.span, files)).length))
  const margin = ' '.repeat(width)
  const out = [`${paint.severity(severity, `${severity} ${code}`)}: ${paint.strong(message)}`]
  let shown = ''
  let lastLine = -1
  for (const place of places) {
    const file = files[place.span.file]
    if (file === undefined) continue
    const { line, column } = positionAt(file, place.span.start)
    if (file.path !== shown) {
      out.push(
        `${margin}${paint.faint(shown === '' ? '--> ' : '::: ')}${file.path}:${line + 1}:${column + 1}`,
      )
      shown = file.path
      lastLine = -1
    }
    if (file.text === '') continue
    const [source, marks] = excerpt(file, place, width, paint, severity)
    out.push(...(line === lastLine ? [marks] : [source, marks]))
    lastLine = line
  }
  if (help !== null) out.push(`${margin} ${paint.faint('=')} help: ${help}`)
  return out.join('\n')
}

/** All diagnostics, and a line that counts them. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: readonly SourceFile[],
  paint: Paint = PLAIN,
): string {
  if (diagnostics.length === 0) return ''
  const blocks = diagnostics.map((d) => renderDiagnostic(d, files, paint))
  return `${blocks.join('\n\n')}\n\n${summary(diagnostics)}\n`
}

/** A diagnostic as plain data: paths instead of file ids, lines and columns from 1 beside offsets. */
export interface DiagnosticJson {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly place: PlaceJson
  readonly label: string
  readonly secondary: readonly { readonly place: PlaceJson; readonly label: string }[]
  readonly help: string | null
  readonly fix: {
    readonly title: string
    readonly edits: readonly { readonly place: PlaceJson; readonly newText: string }[]
  } | null
}

export interface PlaceJson {
  readonly path: string
  readonly start: { readonly offset: number; readonly line: number; readonly column: number }
  readonly end: { readonly offset: number; readonly line: number; readonly column: number }
}

export function diagnosticJson(diagnostic: Diagnostic, files: readonly SourceFile[]): DiagnosticJson {
  const place = (span: Span): PlaceJson => {
    const file = files[span.file]
    const at = (offset: number): PlaceJson['start'] => {
      const { line, column } = file === undefined ? { line: 0, column: 0 } : positionAt(file, offset)
      return { offset, line: line + 1, column: column + 1 }
    }
    return { path: file?.path ?? '', start: at(span.start), end: at(span.end) }
  }
  const { code, severity, message, span, label, secondary, help, fix } = diagnostic
  return {
    code,
    severity,
    message,
    place: place(span),
    label,
    secondary: secondary.map((s) => ({ place: place(s.span), label: s.label })),
    help,
    fix:
      fix === null
        ? null
        : {
            title: fix.title,
            edits: fix.edits.map((e) => ({ place: place(e.span), newText: e.newText })),
          },
  }
}

interface Excerpt {
  readonly span: Span
  readonly label: string
  readonly main: boolean
}

function lineOf(span: Span, files: readonly SourceFile[]): number {
  const file = files[span.file]
  return file === undefined ? 1 : positionAt(file, span.start).line + 1
}

/** The line of a place, and carets under it; a longer place is marked to the end of its first line. */
function excerpt(
  file: SourceFile,
  place: Excerpt,
  width: number,
  paint: Paint,
  severity: Severity,
): readonly [string, string] {
  const start = positionAt(file, place.span.start)
  const end = positionAt(file, place.span.end)
  const text = lineText(file, start.line)
  const stop = end.line === start.line ? end.column : text.length
  const length = Math.max(1, stop - start.column)
  // Tabs stay tabs, so that the carets stand under the text at any tab width.
  const indent = text.slice(0, start.column).replaceAll(/[^\t]/g, ' ')
  const marks = (place.main ? '^' : '-').repeat(length)
  const under = place.label === '' ? marks : `${marks} ${place.label}`
  const bar = paint.faint('|')
  const number = String(start.line + 1).padStart(width)
  const painted = place.main ? paint.severity(severity, under) : paint.faint(under)
  return [`${paint.faint(number)} ${bar} ${text}`, `${' '.repeat(width)} ${bar} ${indent}${painted}`]
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): number => diagnostics.filter((d) => d.severity === severity).length
  const parts = (['error', 'warning', 'hint'] as const).flatMap((severity) => {
    const n = count(severity)
    return n === 0 ? [] : [`${n} ${severity}${n === 1 ? '' : 's'}`]
  })
  return parts.join(', ')
}
