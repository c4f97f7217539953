// All kinds of fuzzing by name, in the order in which a run takes turns.
import type { Kind } from '../tool/kind.ts'
import { bytecode } from './bytecode.ts'
import { editor } from './editor.ts'
import { language } from './language.ts'
import { machine } from './machine.ts'
import { parsers } from './parsers.ts'
import { proofs } from './proofs.ts'

export const KINDS: readonly Kind[] = [machine, bytecode, proofs, language, parsers, editor]

export function kindNamed(name: string): Kind | undefined {
  return KINDS.find((kind) => kind.name === name)
}
