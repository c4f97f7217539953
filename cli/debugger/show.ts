// How the debugger draws a step on a terminal, and as data for --json.
import type { DebugSession } from '../../client/debug/session.ts'
import { bytesToHex } from '../../devnet/tx/index.ts'
import type { Output } from '../output.ts'

/** The step, its source line with a marker under the part that runs, and the instruction. */
export function showStep(output: Output, session: DebugSession): void {
  const { style } = output
  const view = session.view()
  const place = view.place
  output.line(
    `${style.bold(`step ${view.at}`)} ${style.dim(`of ${session.length - 1}, gas ${view.registers.gas}`)}  ${view.action}`,
  )
  if (place === undefined) return
  output.line(`  ${style.cyan(`${place.path}:${place.line}:${place.column}`)} ${view.frames[0]?.name ?? ''}`)
  output.line(`  ${place.lineText}`)
  output.line(
    `  ${' '.repeat(place.column - 1)}${style.yellow('^'.repeat(Math.max(1, Math.min(place.text.length, place.lineText.length - place.column + 1))))}`,
  )
}

export function showVariables(output: Output, session: DebugSession): void {
  const { frames } = session.view()
  if (frames.length === 0) output.line('  no frame: the machine is between messages')
  for (const frame of frames) {
    output.line(`  ${output.style.bold(frame.name)}`)
    for (const { name, text } of frame.variables) output.line(`    ${name.padEnd(16)} ${text}`)
    if (frame.variables.length === 0) output.line(output.style.dim('    no variables'))
  }
}

export function showStorage(output: Output, session: DebugSession): void {
  for (const entry of session.storage())
    output.line(`  ${`${entry.contract}#${entry.instance}.${entry.name}`.padEnd(44)} ${entry.text}`)
}

export function showLastChange(output: Output, session: DebugSession, name: string): void {
  const result = session.lastChange(name)
  switch (result.kind) {
    case 'unknown':
      output.line(`  nothing is called "${name}" here; see variables and storage`)
      return
    case 'unchanged':
      output.line(`  ${name} is as it was at the beginning`)
      return
    case 'changed': {
      const { traceStep, step } = result.change
      const { at, traceStep: here } = session.view()
      const own = at - Number(here - traceStep)
      const where =
        own >= 0 ? `step ${own}` : `step ${traceStep} of the reference block, in an earlier message`
      const place =
        step.place === undefined
          ? ''
          : `  ${step.place.path}:${step.place.line}  ${step.place.lineText.trim()}`
      output.line(`  ${where}: ${step.does}${place}`)
    }
  }
}

export function showFrames(output: Output, session: DebugSession): void {
  session.view().frames.forEach((frame, depth) => {
    const place = frame.place === undefined ? '' : `${frame.place.path}:${frame.place.line}`
    output.line(`  #${depth} ${frame.name.padEnd(28)} ${place}  ${output.style.dim(`word ${frame.pc}`)}`)
  })
}

export function showRegisters(output: Output, session: DebugSession): void {
  for (const [name, value] of Object.entries(session.view().registers)) {
    output.line(`  ${name.padEnd(18)} ${Array.isArray(value) ? value.join(' ') : String(value)}`)
  }
  output.line(`  ${'machine hash'.padEnd(18)} ${bytesToHex(session.hash())}`)
}

/** Everything about the current step. */
export function stepData(session: DebugSession): Record<string, unknown> {
  const view = session.view()
  return {
    steps: session.length,
    at: view.at,
    traceStep: view.traceStep,
    action: view.action,
    place: view.place,
    frames: view.frames,
    registers: view.registers,
    storage: session.storage(),
    machineHash: session.hash(),
  }
}
