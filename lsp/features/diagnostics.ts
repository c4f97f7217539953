// The compiler's diagnostics as an editor shows them.
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  type DiagnosticRelatedInformation,
} from 'vscode-languageserver'
import type { Diagnostic, SecondarySpan, Severity } from '../../compiler/diagnostics/types.ts'
import { positionAt, type FileId, type SourceFile } from '../../compiler/source.ts'
import type { Analysis } from '../analysis.ts'
import type { ClientFeatures } from '../client-features.ts'
import { toRange } from '../convert.ts'
import { notUtf8, type NoText } from '../source-text.ts'

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
}

/** Unused names and unreachable code: editors show these faded. */
const UNNECESSARY: ReadonlySet<string> = new Set([
  'W0902',
  'W0903',
  'W0912',
  'W0913',
  'W0914',
  'W0915',
  'W0916',
])

/** The diagnostics of one file of an analysis, in the order of places. `uriOf` names the file of a second place. */
export function diagnosticsOf(
  analysis: Analysis,
  file: FileId,
  client: ClientFeatures,
  uriOf: (path: string) => string,
): LspDiagnostic[] {
  const { files } = analysis.result.program
  return analysis.result.diagnostics
    .filter((diagnostic) => diagnostic.span.file === file)
    .map((diagnostic) => toLsp(diagnostic, files, client, uriOf))
}

/** One diagnostic of the compiler for the editor. */
export function toLsp(
  diagnostic: Diagnostic,
  files: readonly SourceFile[],
  client: ClientFeatures,
  uriOf: (path: string) => string,
): LspDiagnostic {
  const { code, severity, span, secondary } = diagnostic
  const file = files[span.file]
  const related = client.relatedInformation ? secondary.flatMap((s) => relatedOf(s, files, uriOf)) : []
  return {
    range: file === undefined ? NOWHERE : toRange(file, span),
    severity: SEVERITY[severity],
    code,
    source: 'silo',
    message: messageOf(diagnostic, files, client),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    ...(client.diagnosticTags && UNNECESSARY.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  }
}

/** The only thing to say of a file that is no text: what its bytes were taken for is not what is there. */
export function refusalOf(found: NoText): LspDiagnostic {
  const start = { line: found.line - 1, character: found.column - 1 }
  return {
    range: { start, end: { ...start, character: found.column } },
    severity: DiagnosticSeverity.Error,
    source: 'silo',
    message: notUtf8(found),
  }
}

const NOWHERE = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }

/** Message, label and help, each on a line of its own: an editor has one text for all of them. */
function messageOf(
  { message, label, help, secondary }: Diagnostic,
  files: readonly SourceFile[],
  client: ClientFeatures,
): string {
  const lines = [message]
  if (label !== '') lines.push(label)
  if (!client.relatedInformation) lines.push(...secondary.flatMap((s) => noteOf(s, files)))
  if (help !== null) lines.push(`help: ${help}`)
  return lines.join('\n')
}

function noteOf({ span, label }: SecondarySpan, files: readonly SourceFile[]): string[] {
  const file = files[span.file]
  if (file === undefined) return []
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  return [`${name}:${positionAt(file, span.start).line + 1}: ${label}`]
}

function relatedOf(
  { span, label }: SecondarySpan,
  files: readonly SourceFile[],
  uriOf: (path: string) => string,
): DiagnosticRelatedInformation[] {
  const file = files[span.file]
  if (file === undefined) return []
  return [{ location: { uri: uriOf(file.path), range: toRange(file, span) }, message: label }]
}
