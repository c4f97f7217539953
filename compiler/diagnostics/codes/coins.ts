import type { DiagnosticEntry } from '../entry.ts'
export const COINS = {} as const satisfies Record<string, DiagnosticEntry>
