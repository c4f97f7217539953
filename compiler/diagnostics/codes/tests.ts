import type { DiagnosticEntry } from '../entry.ts'
export const TESTS = {} as const satisfies Record<string, DiagnosticEntry>
