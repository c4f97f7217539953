import type { DiagnosticEntry } from '../entry.ts'
export const FLOW = {} as const satisfies Record<string, DiagnosticEntry>
