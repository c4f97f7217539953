import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { documentation } from '../../compiler/documentation/extract.ts'
import { analyse, memoryHost } from '../../compiler/index.ts'
import type { SitePage } from './page.ts'
import { siteOf } from './site.ts'

const TEXT = `/// Bad: <img src=x onerror="alert(1)"> & [link](https://a.org/?"><script>x</script>) \`<i>\`.
///
/// \`\`\`html
/// <script>y</script>
/// \`\`\`
pub struct Money { sum: Option<u64> }

/// See [\`Money.sum\`].
contract Bank {
  storage { last: Money = Money { sum: None } }
  pub view fn all_of(who: address): bool => who == who
}
`

function site(name = 'a<b>'): readonly SitePage[] {
  const result = analyse(memoryHost({ 'src/a b.silo': TEXT }), ['src/a b.silo'])
  return siteOf(name, documentation(result, { private: false }))
}

const pages = site().filter(({ path }) => path.endsWith('.html'))

describe('the site', () => {
  test('is the same each time, a page for each module and contract', () => {
    expect(site()).toEqual(site())
    expect(pages.map(({ path }) => path)).toEqual([
      'index.html',
      'modules/src/a b.html',
      'modules/src/a b/Bank.html',
    ])
  })

  test('shows what comments hold as text: no tag or attribute comes from them', () => {
    for (const { text } of pages) {
      expect(text).not.toMatch(/<img|<i>|<b>|onerror="|<script>/)
      expect(text.match(/<script/g)?.length).toBe(1)
    }
    expect(pages[1]?.text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;')
  })

  test('asks for nothing from elsewhere', () => {
    for (const { text } of site())
      expect(text).not.toMatch(/(?:src|url\(|@import|fetch\()\s*=?\s*["']?(?:https?:)?\/\//)
  })

  test('every link within it leads to a page and to a place on it', () => {
    const ids = new Map(
      pages.map(({ path, text }) => [
        path,
        new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)),
      ]),
    )
    let links = 0
    for (const { path, text } of pages) {
      for (const [, href = ''] of text.matchAll(/ href="([^"]*)"/g)) {
        if (/^https?:|\.css$/.test(href)) continue
        const { pathname, hash } = new URL(href, `http://site/${encodeURI(path)}`)
        const there = ids.get(decodeURIComponent(pathname.slice(1)))
        expect(there, `${path}: ${href}`).toBeDefined()
        const place = decodeURIComponent(hash.slice(1))
        expect(place === '' || there?.has(place), `${path}: ${href}`).toBe(true)
        links++
      }
    }
    expect(links).toBeGreaterThan(20)
  })

  test('finds names: the nearest first, by their pages, by parts of words', () => {
    const script = site().find(({ path }) => path === 'search.js')?.text ?? ''
    const list = script.slice(0, script.indexOf('const up ='))
    const search = script.slice(script.indexOf('/** Lower'), script.indexOf('function show()'))
    const found = (text: string): unknown =>
      JSON.parse(
        String(
          runInNewContext(
            `${list}${search}; JSON.stringify(find(${JSON.stringify(text)}).map((row) => row[0]))`,
          ),
        ),
      )
    expect(found('bank')).toEqual(['Bank'])
    expect(found('Bank.last')).toEqual(['last'])
    expect(found('of')).toEqual(['all_of'])
    expect(found('mny')).toEqual(['Money'])
    expect(found('zzz')).toEqual([])
    expect(found(' ')).toEqual([])
  })
})
