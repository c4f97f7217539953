import type { DiagnosticEntry } from '../entry.ts'
export const STORAGE = {} as const satisfies Record<string, DiagnosticEntry>
