// The search over all names: the list of them, and the script that asks it. Everything is in one file of the site; nothing is fetched.
import type { Documentation } from '../../compiler/documentation/types.ts'
import { groupOf } from './groups.ts'
import { address } from './paths.ts'

/** Name, kind, where it is declared, address from the top of the site. */
type SearchRow = readonly [name: string, kind: string, home: string, address: string]

export function searchFile(documentation: Documentation): string {
  // `<` can't end a script from within a text of it, should somebody put this file into a page.
  const rows = searchRows(documentation).map((row) => JSON.stringify(row).replaceAll('<', '\\u003c'))
  return `'use strict'\nconst NAMES = [\n${rows.join(',\n')}\n]\n${SCRIPT}`
}

export function searchRows({ modules }: Documentation): readonly SearchRow[] {
  return modules.flatMap(({ name: module, pages, entries }): SearchRow[] => [
    [module, 'module', '', address({ module, page: null, entry: null })],
    ...entries.map(({ kind, name, anchor }): SearchRow => [
      name,
      groupOf(kind).word,
      module,
      address({ module, page: null, entry: anchor }),
    ]),
    ...pages.flatMap((page): SearchRow[] => [
      [page.name, page.kind, module, address({ module, page: page.name, entry: null })],
      ...page.entries.map(({ kind, name, anchor }): SearchRow => [
        name,
        groupOf(kind).word,
        page.name,
        address({ module, page: page.name, entry: anchor }),
      ]),
    ]),
  ])
}

const SCRIPT = `
const MOST = 30
const up = document.documentElement.dataset.up
const input = document.querySelector('.search input')
const box = document.getElementById('results')
let chosen = -1

/** Lower is nearer: the name itself, its beginning, a word in it, anywhere in it, its letters in order; none at all. */
function distance(name, asked) {
  const text = name.toLowerCase()
  if (text === asked) return 0
  const at = text.indexOf(asked)
  if (at === 0) return 1
  if (at > 0) return /[a-z0-9]/.test(text[at - 1]) ? 3 : 2
  let i = 0
  for (const letter of text) if (letter === asked[i]) i++
  return i === asked.length ? 4 : Infinity
}

function find(text) {
  const words = text.trim().toLowerCase().split(/[\\s.]+/).filter((word) => word !== '')
  const last = words.pop()
  if (last === undefined) return []
  return NAMES
    .map((row, index) => ({ row, index, far: distance(row[0], last) }))
    .filter(({ row, far }) => far < Infinity && words.every((word) => row.slice(0, 3).join(' ').toLowerCase().includes(word)))
    .sort((a, b) => a.far - b.far || a.row[0].length - b.row[0].length || a.index - b.index)
    .slice(0, MOST)
    .map(({ row }) => row)
}

function show() {
  const found = find(input.value)
  const asked = input.value.trim() !== ''
  box.replaceChildren(...found.map(([name, kind, home, address], i) => {
    const link = document.createElement('a')
    link.href = up + address
    link.id = 'result-' + i
    link.role = 'option'
    for (const [tag, text] of [['b', name], ['i', kind], ['span', home]]) {
      const part = document.createElement(tag)
      part.textContent = text
      link.append(part, ' ')
    }
    return link
  }))
  if (asked && found.length === 0) box.textContent = 'No name is like that.'
  box.hidden = !asked
  input.setAttribute('aria-expanded', String(asked))
  choose(found.length > 0 ? 0 : -1)
}

function choose(index) {
  chosen = index
  for (const [i, link] of [...box.querySelectorAll('a')].entries()) {
    link.ariaSelected = String(i === index)
    if (i === index) link.scrollIntoView({ block: 'nearest' })
  }
  if (index < 0) input.removeAttribute('aria-activedescendant')
  else input.setAttribute('aria-activedescendant', 'result-' + index)
}

function close() {
  box.hidden = true
  input.setAttribute('aria-expanded', 'false')
}

input.addEventListener('input', show)
input.addEventListener('focus', show)
input.addEventListener('keydown', (event) => {
  const links = [...box.querySelectorAll('a')]
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined && links.length > 0) {
    event.preventDefault()
    choose((chosen + step + links.length) % links.length)
  } else if (event.key === 'Enter' && links[chosen] !== undefined) {
    event.preventDefault()
    links[chosen].click()
    close()
    input.blur()
  } else if (event.key === 'Escape') {
    input.value = ''
    close()
    input.blur()
  }
})
box.addEventListener('click', close)
document.addEventListener('click', (event) => { if (!event.target.closest('.search')) close() })
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input')) return
  event.preventDefault()
  input.focus()
})
`
