// The debugger's own commands: one table, from which help and dispatch derive.
import type { DebugSession } from '../../client/debug/session.ts'
import type { StepKind } from '../../client/debug/stepping.ts'
import type { Output } from '../output.ts'
import { showFrames, showLastChange, showRegisters, showStep, showStorage, showVariables } from './show.ts'

interface DebugCommand {
  /** The long name first. */
  readonly names: readonly [string, ...string[]]
  readonly takes: string
  readonly meaning: string
  readonly run: (session: DebugSession, output: Output, argument: string) => 'quit' | undefined
}

const moving = (
  names: readonly [string, ...string[]],
  meaning: string,
  move: (session: DebugSession) => void,
): DebugCommand => ({
  names,
  takes: '',
  meaning,
  run: (session, output) => {
    move(session)
    showStep(output, session)
    return undefined
  },
})
const forward = (kind: StepKind) => (session: DebugSession) => session.forward(kind)
const back = (kind: StepKind) => (session: DebugSession) => session.back(kind)

const showing = (
  names: readonly [string, ...string[]],
  meaning: string,
  show: (output: Output, session: DebugSession) => void,
): DebugCommand => ({
  names,
  takes: '',
  meaning,
  run: (session, output) => {
    show(output, session)
    return undefined
  },
})

export const DEBUG_COMMANDS: readonly DebugCommand[] = [
  moving(['next', 'n'], 'to the next statement, over calls', forward('over')),
  moving(['step', 's'], 'to the next statement, into calls', forward('into')),
  moving(['out', 'o'], 'to the statement after this call', forward('out')),
  moving(['back', 'b'], 'back to the statement before, over calls', back('over')),
  moving(['back-into', 'bs'], 'back to the statement before, into calls', back('into')),
  moving(['back-out', 'bo'], 'back to the statement that called', back('out')),
  moving(['instruction', 'i'], 'one instruction on', forward('instruction')),
  moving(['back-instruction', 'bi'], 'one instruction back', back('instruction')),
  moving(['first'], 'to the first step', (session) => session.moveTo(0)),
  moving(['last'], 'to the last step', (session) => session.moveTo(session.length - 1)),
  {
    names: ['trap'],
    takes: '',
    meaning: 'to the instruction that trapped',
    run: (session, output) => {
      if (session.trappedAt === undefined) output.line('the message ended well: nothing trapped')
      else {
        session.moveTo(session.trappedAt)
        showStep(output, session)
      }
      return undefined
    },
  },
  {
    names: ['goto', 'g'],
    takes: 'STEP',
    meaning: 'to a step of the message',
    run: (session, output, argument) => {
      if (!/^\d{1,15}$/.test(argument)) output.line(`goto takes a step from 0 to ${session.length - 1}`)
      else {
        session.moveTo(Number(argument))
        showStep(output, session)
      }
      return undefined
    },
  },
  lineCommand(['line', 'l'], 'forward', 'on to the next time a line is reached'),
  lineCommand(['back-line', 'bl'], 'back', 'back to the last time a line was reached'),
  showing(['variables', 'v'], 'variables of the frames', showVariables),
  showing(['storage', 't'], 'storage by name', showStorage),
  {
    names: ['who', 'by'],
    takes: 'NAME',
    meaning: 'the step that last changed a variable or a stored value',
    run: (session, output, argument) => {
      showLastChange(output, session, argument)
      return undefined
    },
  },
  showing(['frames', 'f'], 'the call stack', showFrames),
  showing(['registers', 'r'], 'registers and machine hash', showRegisters),
  showing(['where', 'w'], 'this step again', showStep),
  showing(['help', 'h'], 'this list', (output) => showHelp(output)),
  { names: ['quit', 'q'], takes: '', meaning: 'leave', run: () => 'quit' },
]

/** Runs one line of input; an empty line is `next`. */
export function runDebugLine(output: Output, session: DebugSession, line: string): 'quit' | undefined {
  const [name = 'next', ...rest] = line.trim() === '' ? ['next'] : line.trim().split(/\s+/)
  const command = DEBUG_COMMANDS.find((candidate) => candidate.names.includes(name))
  if (command === undefined) {
    output.line(`no command "${name}"; type help`)
    return undefined
  }
  return command.run(session, output, rest.join(' '))
}

function lineCommand(
  names: readonly [string, ...string[]],
  direction: 'forward' | 'back',
  meaning: string,
): DebugCommand {
  return {
    names,
    takes: '[FILE:]LINE',
    meaning,
    run: (session, output, argument) => {
      const match = /^(?:(.*):)?(\d{1,7})$/.exec(argument)
      if (match === null) output.line(`${names[0]} takes a line, such as 12 or vault.silo:12`)
      else if (session.toLine(match[1] ?? '', Number(match[2]), direction)) showStep(output, session)
      else
        output.line(
          `line ${argument} is not reached ${direction === 'forward' ? 'from here on' : 'before this step'}`,
        )
      return undefined
    },
  }
}

function showHelp(output: Output): void {
  for (const { names, takes, meaning } of DEBUG_COMMANDS) {
    output.line(`  ${`${names.join(', ')} ${takes}`.padEnd(30)} ${meaning}`)
  }
}
