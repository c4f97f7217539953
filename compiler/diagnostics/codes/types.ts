import type { DiagnosticEntry } from '../entry.ts'
export const TYPES = {} as const satisfies Record<string, DiagnosticEntry>
