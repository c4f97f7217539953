import type { DiagnosticEntry } from '../entry.ts'
export const ACCESS = {} as const satisfies Record<string, DiagnosticEntry>
