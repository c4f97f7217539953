// The pages of the site: one frame, and in it the index, a module, or a contract, interface or component.
import type { DocEntry, DocModule, DocPage, Documentation } from '../../compiler/documentation/types.ts'
import { escaped } from '../html.ts'
import { groupOf, grouped } from './groups.ts'
import { address, pagePath, wayUp } from './paths.ts'
import { blocksHtml, codeHtml, summaryHtml } from './text.ts'

/** A file of the site. */
export interface SitePage {
  readonly path: string
  readonly text: string
}

/** What all pages know: the project's name, and everything that the list at the side shows. */
export interface Site {
  readonly name: string
  readonly documentation: Documentation
}

export const GENERATOR = 'silo doc'

export function indexPage(site: Site): SitePage {
  const { modules } = site.documentation
  const own = modules.filter((module) => module.own)
  const foreign = modules.filter((module) => !module.own)
  const body = [
    `<h1>${escaped(site.name)}</h1>`,
    own.map((module) => moduleCard(module)).join('\n'),
    foreign.length === 0 ? '' : `<h2>From libraries</h2>${foreign.map(moduleCard).join('\n')}`,
  ]
  return frame(site, { path: 'index.html', title: site.name, trail: '', contents: '', body: body.join('\n') })
}

function moduleCard(module: DocModule): string {
  const target = { module: module.name, page: null, entry: null }
  return `<section class="card"><h3><a href="${escaped(address(target))}">${escaped(module.name)}</a></h3>
${summary(module.doc, '')}${listing(module, '')}</section>`
}

function summary(doc: DocModule['doc'], up: string): string {
  const text = summaryHtml(doc, up)
  return text === '' ? '' : `<p>${text}</p>`
}

/** A module's contracts and the like with their first words, and the names of all else. */
function listing(module: DocModule, up: string): string {
  const row = (
    name: string,
    kind: string,
    doc: DocModule['doc'],
    page: string | null,
    entry: string | null,
  ) =>
    `<dt><span class="kind">${escaped(kind)}</span> <a href="${escaped(up + address({ module: module.name, page, entry }))}">${escaped(name)}</a></dt><dd>${summaryHtml(doc, up)}</dd>`
  return `<dl class="listing">${[
    ...module.pages.map((page) => row(page.name, page.kind, page.doc, page.name, null)),
    ...module.entries.map((one) => row(one.name, groupOf(one.kind).word, one.doc, null, one.anchor)),
  ].join('')}</dl>`
}

export function modulePage(site: Site, module: DocModule): SitePage {
  const path = pagePath({ module: module.name, page: null })
  const up = wayUp(path)
  const pages = { ...module, entries: [] }
  const body = [
    `<h1><span class="kind">module</span> ${escaped(module.name)}</h1>`,
    `<p class="place">${escaped(module.name)}.silo${module.own ? '' : ', from a library'}</p>`,
    blocksHtml(module.doc, up),
    module.pages.length === 0 ? '' : listing(pages, up),
    entriesHtml(module.entries, up, module.name),
  ]
  return frame(site, {
    path,
    title: module.name,
    trail: '',
    contents: contentsHtml(module.entries),
    body: body.join('\n'),
  })
}

export function declarationPage(site: Site, module: DocModule, page: DocPage): SitePage {
  const path = pagePath({ module: module.name, page: page.name })
  const up = wayUp(path)
  const home = { module: module.name, page: null, entry: null }
  const body = [
    `<h1><span class="kind">${page.kind}</span> ${escaped(page.name)}</h1>`,
    `<pre class="signature" tabindex="0"><code>${codeHtml(page.code, up)}</code></pre>`,
    `<p class="place">${escaped(module.name)}.silo, line ${page.line}</p>`,
    blocksHtml(page.doc, up),
    entriesHtml(page.entries, up, module.name),
  ]
  return frame(site, {
    path,
    title: page.name,
    trail: ` › <a href="${escaped(up + address(home))}">${escaped(module.name)}</a>`,
    contents: contentsHtml(page.entries),
    body: body.join('\n'),
  })
}

function entriesHtml(entries: readonly DocEntry[], up: string, module: string): string {
  return grouped(entries)
    .map(
      ({ group, entries: all }) =>
        `<h2>${group.title}</h2>\n${all.map((entry) => entryHtml(entry, up, module)).join('\n')}`,
    )
    .join('\n')
}

function entryHtml(entry: DocEntry, up: string, module: string): string {
  const id = escaped(entry.anchor)
  const badges = entry.badges.map((badge) => `<span class="badge">${escaped(badge)}</span>`).join(' ')
  return `<section class="entry" id="${id}"><h3><a class="own" href="#${escaped(encodeURIComponent(entry.anchor))}">${escaped(entry.name)}</a> ${badges}<span class="line" title="${escaped(module)}.silo">line ${entry.line}</span></h3>
<pre class="signature" tabindex="0"><code>${codeHtml(entry.code, up)}</code></pre>
${blocksHtml(entry.doc, up)}${partsHtml(entry, up)}</section>`
}

/** Parts whose declaration says it all need no second telling. */
function partsHtml({ kind, parts }: DocEntry, up: string): string {
  if (parts.every(({ doc }) => doc.length === 0)) return ''
  const rows = parts.map(
    ({ name, code, doc }) =>
      `<dt><code>${kind === 'enum' ? '' : `${escaped(name)}: `}${codeHtml(code, up)}</code></dt><dd>${blocksHtml(doc, up)}</dd>`,
  )
  return `<h4>${groupOf(kind).parts}</h4><dl class="parts">${rows.join('')}</dl>`
}

/** What is on this page. */
function contentsHtml(entries: readonly DocEntry[]): string {
  return grouped(entries)
    .map(({ group, entries: all }) => {
      const items = all.map(
        ({ name, anchor }) =>
          `<li><a href="#${escaped(encodeURIComponent(anchor))}">${escaped(name)}</a></li>`,
      )
      return `<h2>${group.title}</h2><ul>${items.join('')}</ul>`
    })
    .join('')
}

interface Frame {
  readonly path: string
  readonly title: string
  /** Links from the top to this page, between the project's name and the search box. */
  readonly trail: string
  readonly contents: string
  readonly body: string
}

function frame(site: Site, { path, title, trail, contents, body }: Frame): SitePage {
  const up = wayUp(path)
  const whole = title === site.name ? title : `${title} · ${site.name}`
  const text = `<!doctype html>
<html lang="en" data-up="${up}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${GENERATOR}">
<meta name="color-scheme" content="light dark">
<title>${escaped(whole)}</title>
<link rel="stylesheet" href="${up}style.css">
<script src="${up}search.js" defer></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<div class="trail"><a href="${up}index.html">${escaped(site.name)}</a>${trail}</div>
<div class="search"><input type="search" placeholder="Search  ( / )" aria-label="Search all names" role="combobox" aria-expanded="false" aria-controls="results" aria-autocomplete="list" autocomplete="off" spellcheck="false"><div id="results" role="listbox" aria-label="Found" hidden></div></div>
</header>
<div class="columns">
<main id="content">
${body}
</main>
<nav aria-label="Pages">${contents}<h2>Modules</h2>${siteHtml(site.documentation, path, up)}</nav>
</div>
</body>
</html>
`
  return { path, text }
}

/** All modules with their pages. */
function siteHtml({ modules }: Documentation, path: string, up: string): string {
  const link = (module: string, page: string | null): string => {
    const here = pagePath({ module, page }) === path ? ' aria-current="page"' : ''
    const href = escaped(up + address({ module, page, entry: null }))
    return `<a href="${href}"${here}>${escaped(page ?? module)}</a>`
  }
  const items = modules.map(({ name, pages }) => {
    const inner = pages.map((page) => `<li>${link(name, page.name)}</li>`).join('')
    return `<li>${link(name, null)}${inner === '' ? '' : `<ul>${inner}</ul>`}</li>`
  })
  return `<ul>${items.join('')}</ul>`
}
