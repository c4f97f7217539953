// The code of a program as a perfect tree: what a silo commits to at its creation.
import { WORDS_PER_LEAF } from '../spec/constants.ts'
import { ListTree } from '../merkle/list-tree.ts'
import { depthFor, perfectRoot } from '../merkle/tree.ts'
import { bytesOfProgram, wordCount } from './image.ts'
import type { Program } from './image.ts'

/** Least depth that holds the program's words. */
export function codeDepth(program: Program): number {
  return depthFor(Math.ceil(wordCount(program) / WORDS_PER_LEAF))
}

export function codeRoot(program: Program): Uint8Array {
  return perfectRoot(codeDepth(program), bytesOfProgram(program))
}

/** The code as a tree, for proofs. */
export function codeTree(program: Program): ListTree {
  return ListTree.of(codeDepth(program), bytesOfProgram(program))
}
