// The charts: Vega-Lite says what to draw, Vega draws it without a screen. How far each row is from its goal, and how silo and its peers
// stand to each other.
import type { Peers } from './peers.ts'
import type { BenchResult } from './results.ts'
import { headroom, isReached } from './rows.ts'
import { goalText } from './text.ts'

/** A chart as Vega-Lite takes it. */
export type ChartSpec = Readonly<Record<string, unknown>>

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json'
const ROW_LABELS = { labelLimit: 420, title: null }

/** One bar a goal, from the goal (1) to where silo is: to the right is reached. Logarithmic. */
export function goalsChart(benches: readonly BenchResult[]): ChartSpec {
  const values = benches.flatMap(({ rows }) =>
    rows.flatMap((row) =>
      row.goals.flatMap((goal) => {
        const factor = headroom(row, goal)
        if (factor === undefined || factor <= 0) return []
        return [
          {
            row: `${row.name}: ${goalText(row, goal)}`,
            factor,
            goal: isReached(row, goal) === true ? 'reached' : 'missed',
          },
        ]
      }),
    ),
  )
  return {
    $schema: SCHEMA,
    title: 'Distance to each goal: right of 1 is reached',
    width: 520,
    data: { values },
    mark: { type: 'bar', height: { band: 0.7 } },
    encoding: {
      y: { field: 'row', type: 'nominal', sort: null, axis: ROW_LABELS },
      x: {
        field: 'factor',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { title: 'times better than the goal' },
      },
      x2: { datum: 1 },
      color: {
        field: 'goal',
        type: 'nominal',
        scale: { domain: ['reached', 'missed'], range: ['#2a7f62', '#c8553d'] },
      },
    },
  }
}

/** Each side of every row with peers, as a multiple of silo's number. Logarithmic. */
export function peersChart(benches: readonly BenchResult[]): ChartSpec {
  const values = benches.flatMap(({ rows }) =>
    rows.flatMap(({ name, unit, sides }) => {
      const [own, ...others] = sides
      if (own === undefined || others.length === 0 || own.median <= 0) return []
      return sides
        .filter((side) => side.median > 0)
        .map((side) => ({ row: `${name} (${unit})`, side: side.name, times: side.median / own.median }))
    }),
  )
  return {
    $schema: SCHEMA,
    title: "Silo and its peers, as multiples of silo's number",
    width: 520,
    data: { values },
    mark: { type: 'point', filled: true, size: 70 },
    encoding: {
      y: { field: 'row', type: 'nominal', sort: null, axis: { ...ROW_LABELS, grid: true } },
      x: {
        field: 'times',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { title: "times silo's number" },
      },
      color: { field: 'side', type: 'nominal', sort: null, title: null },
      shape: { field: 'side', type: 'nominal', sort: null, title: null },
    },
  }
}

interface VegaLite {
  compile(spec: ChartSpec): { readonly spec: unknown }
}

interface Vega {
  parse(spec: unknown): unknown
  readonly View: new (runtime: unknown, options: { renderer: 'none' }) => { toSVG(): Promise<string> }
}

/** Draws with the peers' Vega. */
export async function drawSvg(peers: Peers, spec: ChartSpec): Promise<string> {
  const lite = (await peers.load('vega-lite')) as VegaLite
  const vega = (await peers.load('vega')) as Vega
  const view = new vega.View(vega.parse(lite.compile(spec).spec), { renderer: 'none' })
  return `${await view.toSVG()}\n`
}
