// Draws a disputed step: instruction, source line, both hashes, and the value that the wrong machine had.
import type { Output } from '../output.ts'
import type { DisputedStep } from './disputed-step.ts'

export function showDisputedStep(output: Output, disputed: DisputedStep): void {
  const { style } = output
  const { place, does } = disputed.words
  output.line(style.bold(`the disputed instruction, step ${disputed.step}: ${does}`))
  if (place !== undefined) {
    output.line(`  ${style.cyan(`${place.path}:${place.line}:${place.column}`)}`)
    output.line(`    ${place.lineText}`)
    output.line(
      `    ${' '.repeat(place.column - 1)}${style.yellow('^'.repeat(Math.max(1, place.text.length)))}`,
    )
  }
  output.line(`  machine hash before  ${disputed.before}`)
  output.line(`  after the step       ${style.green(disputed.right)}`)
  const claim = disputed.proverRight
    ? style.green(`${disputed.claimed}  (right)`)
    : style.red(`${disputed.claimed}  (wrong)`)
  output.line(`  the prover claimed   ${claim}`)
  for (const { name, right, wrong } of disputed.differences) {
    output.line(
      `  the leaf ${style.bold(name)}: ${style.green(right)}, and in the cheater's machine ${style.red(wrong)}`,
    )
  }
  output.line(`  one-step proof       ${disputed.proof.length} bytes`)
}
