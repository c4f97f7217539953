// The page of `silo build --dump`: all stages of a program in columns, in one file that needs nothing else. A chosen line lights up what it
// stands for in every other stage.
import type { Dump, Stage } from '../compiler/dump/stages.ts'
import { escaped } from './html.ts'

export function dumpPage({ name, stages }: Dump): string {
  const toggles = stages.map(
    ({ title }, i) =>
      `<label><input type="checkbox" data-stage="${i}" ${i === 2 ? '' : 'checked'}> ${escaped(title)}</label>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}: from source to instructions</title>
<style>${STYLE}</style>
<header><h1>${escaped(name)}</h1><nav>${toggles.join('')}</nav>
<p>Click a line, or move with the arrow keys: what it stands for lights up in every stage.</p></header>
<main>${stages.map(column).join('')}</main>
<script>${SCRIPT}</script>
</html>
`
}

function column({ title, lines }: Stage, index: number): string {
  const rows = lines.map(({ text, span }) => {
    const place = span === null ? '' : ` data-f="${span.file}" data-s="${span.start}" data-e="${span.end}"`
    return `<li${place}>${escaped(text) || ' '}</li>`
  })
  return `<section data-stage="${index}" ${index === 2 ? 'hidden' : ''}><h2>${escaped(title)} <small>${lines.length}</small></h2><ol tabindex="0" aria-label="${escaped(title)}">${rows.join('')}</ol></section>`
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#fff3bf, #5c4700); --part: light-dark(#e7f5ff, #0b3a5c); }
* { box-sizing: border-box } body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 14px system-ui, sans-serif }
header { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; padding: 8px 12px; border-bottom: 1px solid #8884 }
h1 { font-size: 16px; margin: 0 } p { margin: 0; opacity: .7 } nav { display: flex; flex-wrap: wrap; gap: 4px 12px }
main { flex: 1; min-height: 0; display: flex; overflow-x: auto }
section { flex: 1 0 300px; min-width: 0; display: flex; flex-direction: column; border-right: 1px solid #8884 } section[hidden] { display: none }
h2 { font-size: 13px; margin: 0; padding: 6px 10px } small { opacity: .6; font-weight: normal }
ol { flex: 1; margin: 0; padding: 0 0 40vh; overflow: auto; list-style: none; font: 12px/1.5 ui-monospace, monospace; outline-offset: -2px }
li { white-space: pre; padding: 0 10px; min-width: max-content; min-height: 1.5em } li[data-f] { cursor: pointer } li.part { background: var(--part) } li.line { background: var(--line) }`

const SCRIPT = `
const columns = [...document.querySelectorAll('section')]
for (const box of document.querySelectorAll('input')) box.onchange = () => { columns[box.dataset.stage].hidden = !box.checked }
const span = (li) => ({ f: +li.dataset.f, s: +li.dataset.s, e: +li.dataset.e })
const meets = (a, b) => a.f === b.f && a.s <= b.e && b.s <= a.e
function choose(li) {
  for (const old of document.querySelectorAll('.part, .line')) old.classList.remove('part', 'line')
  li.classList.add('line')
  const own = span(li)
  for (const column of columns) {
    if (column.contains(li)) continue
    let first
    for (const other of column.querySelectorAll('li[data-f]')) {
      const there = span(other)
      // Enclosing functions and blocks stand for the line too, but say nothing about it.
      if (!meets(own, there) || (there.s < own.s && there.e > own.e)) continue
      other.classList.add('part')
      first ??= other
    }
    first?.scrollIntoView({ block: 'center', inline: 'nearest' })
  }
}
document.querySelector('main').onclick = (event) => { const li = event.target.closest('li[data-f]'); if (li) choose(li) }
document.onkeydown = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const now = document.querySelector('.line') ?? document.querySelector('li[data-f]')
  if (!step || !now) return
  let next = now
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling
  while (next && next.dataset.f === undefined)
  if (!next) return
  event.preventDefault()
  choose(next)
  next.scrollIntoView({ block: 'nearest' })
}`
