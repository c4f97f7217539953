import type { DiagnosticEntry } from '../entry.ts'
export const LINTS = {} as const satisfies Record<string, DiagnosticEntry>
