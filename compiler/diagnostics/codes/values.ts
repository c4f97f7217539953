import type { DiagnosticEntry } from '../entry.ts'
export const VALUES = {} as const satisfies Record<string, DiagnosticEntry>
