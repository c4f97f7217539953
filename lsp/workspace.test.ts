import type { PublishDiagnosticsParams } from 'vscode-languageserver'
import { beforeEach, describe, expect, test } from 'vitest'
import { manualScheduler, type ManualScheduler } from '../test/support/manual-scheduler.ts'
import { clientFeatures } from './client-features.ts'
import { toPosition } from './convert.ts'
import { definition } from './features/definition.ts'
import type { NoText } from './source-text.ts'
import { createWorkspace, TYPING_PAUSE, type Workspace } from './workspace.ts'

const MAIN = 'file:///w%20s/main.silo'
const OTHER = 'file:///w%20s/other.silo'
const GOOD = 'import { N } from "./other"\npub fn f(): u64 => N\n'
const BAD = 'import { N } from "./other"\npub fn f(): u64 => N + M\n'
const SHARED = 'pub const N: u64 = 1\n'

let disk: Map<string, string>
let refused: Map<string, NoText>
let reads: string[]
let faults: string[]
let sent: PublishDiagnosticsParams[]
let scheduler: ManualScheduler
let workspace: Workspace

beforeEach(() => {
  disk = new Map([['/w s/other.silo', SHARED]])
  refused = new Map()
  reads = []
  faults = []
  sent = []
  scheduler = manualScheduler()
  const read = (path: string): string | undefined => {
    reads.push(path)
    if (path.includes('poison')) throw new Error('poisoned')
    return disk.get(path)
  }
  workspace = createWorkspace({
    disk: { read, refusal: (path) => refused.get(path) ?? null },
    scheduler,
    library: '/silo/std/',
    client: clientFeatures({}),
    publish: (params) => sent.push(params),
    fault: (what) => faults.push(what),
  })
})

const open = (uri: string, text: string): void =>
  workspace.open({ uri, languageId: 'silo', version: 1, text })

/** What was sent since the last look: which document, which version, which codes. */
function news(): [string, number | undefined, string][] {
  const seen = sent.map(({ uri, version, diagnostics }): [string, number | undefined, string] => [
    uri,
    version,
    diagnostics.map((d) => d.code).join(' '),
  ])
  sent = []
  return seen
}

describe('diagnostics', () => {
  test('come after opening, but never from within the message', () => {
    open(MAIN, BAD)
    expect(news()).toEqual([])
    scheduler.advance(0)
    expect(news()).toEqual([[MAIN, 1, 'E0301']])
    expect(scheduler.waiting()).toBe(0)
  })

  test('wait for a pause in typing, and only the newest text is looked at', () => {
    open(MAIN, GOOD)
    scheduler.advance(0)
    news()
    for (let version = 2; version <= 9; version++) {
      workspace.change(MAIN, version, [{ text: version === 9 ? GOOD : BAD }])
      scheduler.advance(TYPING_PAUSE - 1)
    }
    expect(news()).toEqual([])
    scheduler.advance(1)
    expect(news()).toEqual([[MAIN, 9, '']])
  })

  test('of documents that import the changed one are renewed after it', () => {
    open(MAIN, GOOD)
    open(OTHER, SHARED)
    scheduler.advance(0)
    news()
    workspace.change(OTHER, 2, [{ text: 'pub const K: u64 = 1\n' }])
    scheduler.advance(TYPING_PAUSE)
    const seen = news()
    expect(seen[0]).toEqual([OTHER, 2, ''])
    expect(seen[1]?.[0]).toBe(MAIN)
    expect(seen[1]?.[2]).toMatch(/^E/)
    expect(seen).toHaveLength(2)
  })

  test('newer text stops a pass between two documents', () => {
    const looked: string[] = []
    const steps = manualScheduler()
    let passes = 0
    const stopping = createWorkspace({
      disk: { read: () => undefined, refusal: () => null },
      library: '/silo/std/',
      // The first document's check is followed by a change before the second one's turn.
      scheduler: {
        after: (delay, task) =>
          steps.after(delay, () => {
            task()
            if (++passes === 1) stopping.change('untitled:b', 2, [{ text: 'const B: u64 = 2\n' }])
          }),
      },
      client: clientFeatures({}),
      publish: ({ uri, version }) => looked.push(`${uri} ${version}`),
      fault: (what) => faults.push(what),
    })
    for (const uri of ['untitled:a', 'untitled:b']) {
      stopping.open({ uri, languageId: 'silo', version: 1, text: 'const A: u64 = 1\n' })
    }
    steps.advance(0)
    expect(looked).toEqual(['untitled:b 1'])
    expect(steps.waiting()).toBe(1)
    steps.advance(TYPING_PAUSE)
    expect(looked).toEqual(['untitled:b 1', 'untitled:b 2', 'untitled:a 1'])
  })

  test('of an imported file that is not open are shown, and go when nobody imports it', () => {
    disk.set('/w s/other.silo', 'pub const N: u64 = \n')
    open(MAIN, GOOD)
    scheduler.advance(0)
    const [main, other] = news()
    expect(main).toEqual([MAIN, 1, ''])
    expect(other?.slice(0, 2)).toEqual([OTHER, undefined])
    expect(other?.[2]).toMatch(/^E01/)
    workspace.close(MAIN)
    expect(news()).toEqual([
      [MAIN, undefined, ''],
      [OTHER, undefined, ''],
    ])
  })

  test('of an imported file that is not UTF-8 say only that, as long as it is not open', () => {
    disk.set('/w s/other.silo', '// \uFFFD\npub const N: u64 = \uFFFD\n')
    refused.set('/w s/other.silo', { ok: false, byte: 0xe9, line: 1, column: 4 })
    open(MAIN, GOOD)
    scheduler.advance(0)
    expect(sent.find(({ uri }) => uri === OTHER)?.diagnostics).toEqual([
      {
        range: { start: { line: 0, character: 3 }, end: { line: 0, character: 4 } },
        severity: 1,
        source: 'silo',
        message: 'this is not UTF-8: the byte 0xe9 belongs to no character',
      },
    ])
    sent = []
    open(OTHER, SHARED)
    scheduler.advance(0)
    scheduler.advance(0)
    expect(news()).toContainEqual([OTHER, 1, ''])
  })

  test('follow a file that is saved by somebody else', () => {
    open(MAIN, GOOD)
    scheduler.advance(0)
    news()
    disk.delete('/w s/other.silo')
    workspace.refresh()
    scheduler.advance(0)
    expect(news()).toEqual([[MAIN, 1, expect.stringMatching(/^E/)]])
    disk.set('/w s/other.silo', SHARED)
    workspace.refresh()
    scheduler.advance(0)
    expect(news()).toEqual([[MAIN, 1, '']])
  })

  test('are not sent again where nothing changed', () => {
    open(MAIN, BAD)
    scheduler.advance(0)
    news()
    workspace.refresh()
    scheduler.advance(0)
    expect(news()).toEqual([])
  })

  test('are taken back under the old spelling when a document comes with a new one', () => {
    open(MAIN, BAD)
    scheduler.advance(0)
    open('file:///w%20s/m%61in.silo', BAD)
    scheduler.advance(0)
    expect(news()).toEqual([
      [MAIN, 1, 'E0301'],
      [MAIN, undefined, ''],
      ['file:///w%20s/m%61in.silo', 1, 'E0301'],
    ])
  })
})

describe('requests', () => {
  test('see the newest text at once', () => {
    open(MAIN, BAD)
    workspace.change(MAIN, 2, [{ text: GOOD }])
    expect(workspace.analysis(MAIN)?.result.ok).toBe(true)
    expect(workspace.analysis(MAIN)?.file.text).toBe(GOOD)
  })

  test('see unsaved text of imported documents, and saved text again when they are closed', () => {
    open(MAIN, GOOD)
    open(OTHER, 'pub const K: u64 = 1\n')
    expect(workspace.analysis(MAIN)?.result.ok).toBe(false)
    workspace.close(OTHER)
    expect(workspace.analysis(MAIN)?.result.ok).toBe(true)
  })

  test('reuse the analysis while no text has changed', () => {
    open(MAIN, GOOD)
    const first = workspace.analysis(MAIN)
    workspace.change(MAIN, 2, [{ text: BAD }])
    workspace.change(MAIN, 3, [{ text: GOOD }])
    expect(workspace.analysis(MAIN)).toBe(first)
    expect(reads).toContain('/w s/other.silo')
  })

  test('on a document that is not open have no answer', () => {
    expect(workspace.analysis(OTHER)).toBe(undefined)
    workspace.change(OTHER, 2, [{ text: '' }])
    workspace.close(OTHER)
    expect(scheduler.waiting()).toBe(0)
  })
})

test('a fault while checking is told and the next document gets its turn', () => {
  open('untitled:a', 'pub const A: u64 = 1\n')
  open('file:///w/bad.silo', 'import { X } from "./poison"\n')
  scheduler.advance(0)
  expect(faults).toEqual(['checking file:///w/bad.silo'])
  expect(news()).toEqual([['untitled:a', 1, '']])
})

test('disposing takes everything off the scheduler', () => {
  open(MAIN, GOOD)
  workspace.dispose()
  expect(scheduler.waiting()).toBe(0)
})

describe('packages', () => {
  const IMPORTS = 'import { min } from "std/math"\nimport { N } from "shapes"\npub fn f(): u64 => min(N, 1)\n'
  const CONFIG =
    "// packages: { shapes: './wrong' }\nexport default { entry: 'main.silo', packages: { 'shapes': \"../shapes\" } }\n"

  test('are found where the config says, without running it; names lead into them and into the library', () => {
    disk.set('/w s/silo.config.ts', CONFIG)
    disk.set('/shapes/index.silo', SHARED)
    open(MAIN, IMPORTS)
    scheduler.advance(0)
    expect(news()).toEqual([[MAIN, 1, '']])
    const analysis = workspace.analysis(MAIN)
    const files = analysis?.result.program.files.map(({ path }) => workspace.uriOf(path))
    expect(files).toEqual([MAIN, 'file:///silo/std/math.silo', 'file:///shapes/index.silo'])
    const jump = (text: string) =>
      analysis &&
      definition(
        analysis,
        toPosition(analysis.file, IMPORTS.indexOf(text)),
        clientFeatures({}),
        workspace.uriOf,
      )
    expect(jump('min(N')).toMatchObject({ uri: 'file:///silo/std/math.silo' })
    expect(jump('N, 1')).toMatchObject({ uri: 'file:///shapes/index.silo' })
    expect(jump('"shapes"')).toMatchObject({ uri: 'file:///shapes/index.silo' })
  })

  test('show mistakes in their files, and take back what a change of the config mends', () => {
    disk.set('/w s/silo.config.ts', CONFIG.replace('../shapes', '../gone'))
    disk.set('/shapes/index.silo', 'pub const N: u64 = true\n')
    open(MAIN, IMPORTS)
    scheduler.advance(0)
    expect(news()).toEqual([[MAIN, 1, 'E0313']])
    disk.set('/w s/silo.config.ts', CONFIG)
    workspace.refresh()
    scheduler.advance(0)
    expect(news()).toEqual([
      [MAIN, 1, ''],
      ['file:///shapes/index.silo', undefined, 'E0501'],
    ])
  })

  test('of npm are found in folders above the project, and nothing else there is', () => {
    disk.set('/w s/silo.config.ts', 'export default {}')
    disk.set('/node_modules/shapes/package.json', '{}')
    disk.set('/node_modules/shapes/index.silo', SHARED)
    open(MAIN, IMPORTS)
    scheduler.advance(0)
    expect(news()).toEqual([[MAIN, 1, '']])
  })
})
