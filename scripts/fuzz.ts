// `npm run fuzz`: runs cases in a process of its own until the time is up or one fails, and tells what was reached.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { kindNamed } from '../test/fuzz/kinds/index.ts'
import { writeCase } from '../test/fuzz/tool/corpus.ts'
import { Coverage } from '../test/fuzz/tool/coverage.ts'
import { findingOf } from '../test/fuzz/tool/finding.ts'
import type { Told } from '../test/fuzz/tool/messages.ts'
import { USAGE, parseOptions } from '../test/fuzz/tool/options.ts'
import type { Options } from '../test/fuzz/tool/options.ts'

/** A case that takes longer hangs: by the clock, so long that a computer which others keep busy is no finding. */
const LONGEST_CASE_MS = 600_000
const PROGRESS_EVERY_MS = 10_000

const parsed = parseOptions(process.argv.slice(2), Date.now() % 2 ** 32)
if (!parsed.ok) {
  console.error(`${parsed.problem}\n\n${USAGE}`)
  process.exitCode = 2
} else if (parsed.options.only !== undefined) {
  runOne(parsed.options, parsed.options.only)
} else runMany(parsed.options)

/** One case by its seed, in this process, so that a debugger can look on. */
function runOne({ kinds }: Options, seed: number): void {
  const kind = kindNamed(kinds[0] ?? '')
  if (kind === undefined) return
  const finding = findingOf(() => kind.run(seed, new Coverage()))
  if (finding === undefined) return console.log(`${kind.name} ${seed}: no finding`)
  console.log(finding.message)
  console.log('\nminimising ...\n')
  keep(kind.name, seed, writeCase(kind.minimised(seed, finding.sort)))
  process.exitCode = 1
}

interface Session {
  readonly options: Options
  readonly coverage: Coverage
  readonly began: number
  current: { readonly name: string; readonly seed: number; readonly since: number } | undefined
  cases: number
  found: boolean
}

function runMany(options: Options): void {
  console.log(`seed ${options.seed}, kinds ${options.kinds.join(', ')}, ${options.minutes} minutes`)
  const session: Session = {
    options,
    coverage: new Coverage(),
    began: performance.now(),
    current: undefined,
    cases: 0,
    found: false,
  }
  const child = fork(join(import.meta.dirname, '../test/fuzz/tool/worker.ts'), { serialization: 'advanced' })
  child.send({ kinds: options.kinds, seed: options.seed, reached: [] })
  child.on('message', (told: Told) => listen(session, child, told))
  child.on('exit', () => finish(session, child, 'the process that ran the cases ended by itself'))
  let progress = 0
  const watch = setInterval(() => {
    const now = performance.now()
    const { current } = session
    if (session.found) return
    if (now - session.began > options.minutes * 60_000) finish(session, child, undefined)
    else if (current !== undefined && now - current.since > LONGEST_CASE_MS)
      finish(session, child, `it took longer than ${LONGEST_CASE_MS / 1000} s`)
    else if (now - progress > PROGRESS_EVERY_MS) {
      progress = now
      console.log(progressLine(session))
    }
  }, 500)
  child.once('exit', () => clearInterval(watch))
}

function listen(session: Session, child: ChildProcess, told: Told): void {
  switch (told.kind) {
    case 'begins':
      session.current = { name: told.name, seed: told.seed, since: performance.now() }
      break
    case 'did':
      session.cases += told.cases
      session.coverage.merge(told.coverage)
      break
    case 'found':
      session.found = true
      console.log(`\nFOUND by ${told.name}, case ${told.seed}: ${told.message}\n`)
      console.log('minimising ...\n')
      break
    case 'minimised':
      keep(told.name, told.seed, told.file)
      finish(session, child, undefined)
      break
  }
}

/** Ends the run; `problem` is what went wrong with the current case, other than a finding. */
function finish(session: Session, child: ChildProcess, problem: string | undefined): void {
  if (child.killed) return
  child.kill('SIGKILL')
  const { current, coverage, options } = session
  if (problem !== undefined) {
    session.found = true
    console.log(`\nFOUND by ${current?.name}, case ${current?.seed}: ${problem}`)
    console.log(`once more: npm run fuzz -- --kind ${current?.name} --case ${current?.seed}`)
  }
  console.log(progressLine(session))
  for (const name of options.kinds)
    for (const line of kindNamed(name)?.report(coverage) ?? []) console.log(line)
  console.log(session.found ? 'FAILED' : `no failure in ${session.cases} cases, seed ${options.seed}`)
  process.exitCode = session.found ? 1 : 0
}

function progressLine({ began, cases, coverage }: Session): string {
  const seconds = (performance.now() - began) / 1000
  const kinds = coverage.names('cases').map((name) => `${name} ${coverage.count('cases', name)}`)
  return `${seconds.toFixed(0).padStart(5)} s  ${cases} cases, ${(cases / seconds).toFixed(1)}/s  (${kinds.join(', ')})`
}

/** Puts a minimised case into the corpus, where the tests run it from now on. */
function keep(name: string, seed: number, text: string | undefined): void {
  console.log(`once more: npm run fuzz -- --kind ${name} --case ${seed}`)
  if (text === undefined) return console.log('it could not be made smaller')
  const file = join(import.meta.dirname, '../test/fuzz/corpus', `${name}-${seed}.txt`)
  writeFileSync(file, text)
  console.log(text)
  console.log(`kept as ${relative(process.cwd(), file)}: the corpus test runs it from now on`)
}
