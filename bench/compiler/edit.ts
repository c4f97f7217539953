// What an editor waits for: the diagnostics of a large project after one key was struck in one file.
import { openFrontEnd } from '../../compiler/frontend.ts'
import type { Bench } from '../harness/bench.ts'
import { clocked, inTurns } from '../harness/measure.ts'
import { atMost } from '../harness/rows.ts'
import { siloProject } from './generated.ts'

const EDITED = 'part3.silo'

export const editBench: Bench = {
  name: 'compile-edit',
  group: 'compiler',
  title: 'A key struck in a large project',
  about:
    'A project of fifty files and about 5,000 lines, checked; then a digit in the body of one function of one file changes, and all diagnostics are asked for again, as the language server does.',
  async run({ quick }) {
    const { files, lines } = siloProject(quick ? 500 : 5_000, quick ? 5 : 50)
    const texts = new Map(Object.entries(files))
    const host = { read: (path: string) => texts.get(path) }
    const entry = Object.keys(files)[0] ?? ''
    const original = texts.get(EDITED) ?? ''
    const frontEnd = openFrontEnd()
    let strokes = 0
    const strike = (): void => {
      strokes += 1
      texts.set(EDITED, original.replace('* 31', `* ${31 + (strokes % 9)}`))
    }
    const [check] = await inTurns(
      [
        {
          name: 'silo',
          execute: () => {
            strike()
            return clocked(() => `${frontEnd.analyse(host, [entry]).diagnostics.length} diagnostics`)
          },
        },
      ],
      { warmUp: quick ? 1 : 10, rounds: quick ? 3 : 20 },
    )
    if (check === undefined) throw new Error('nothing was measured')
    return {
      rows: [
        {
          name: 'compile: check after a keystroke',
          unit: 'ms',
          sides: [check],
          goals: [atMost(30)],
          note: `${lines} lines`,
          shortfall: {
            why: 'only the body that changed is checked again, but with each stroke the names of all files are declared anew and all signatures resolved, which is half of the time, and the program is put together and what holds of contracts as wholes is checked, which is most of the rest',
            next: 'declarations and signatures kept by file, as long as neither the file nor one that it imports has changed',
          },
        },
      ],
    }
  },
}
