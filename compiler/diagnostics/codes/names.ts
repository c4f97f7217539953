import type { DiagnosticEntry } from '../entry.ts'
export const NAMES = {} as const satisfies Record<string, DiagnosticEntry>
