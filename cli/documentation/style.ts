// How the site looks, light and dark, on a wide screen and on a phone.

export const STYLE = `:root { color-scheme: light dark; --ink: light-dark(#1c2128, #dde3ea); --soft: light-dark(#57606a, #9aa4b0); --page: light-dark(#fff, #14171c);
  --box: light-dark(#f5f7f9, #1d2229); --edge: light-dark(#d9dee4, #333a44); --link: light-dark(#0a5bb5, #79b8ff); --mark: light-dark(#fff6d6, #3a3114);
  --keyword: light-dark(#a3216f, #f28bc4); --type: light-dark(#0a6b5c, #6fd3bf); --number: light-dark(#8a4b00, #e8b06c); --string: light-dark(#276221, #9fd489) }
* { box-sizing: border-box }
html { scroll-padding-top: 64px }
body { margin: 0; color: var(--ink); background: var(--page); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -999px } .skip:focus { left: 8px; top: 8px; z-index: 3; background: var(--page); padding: 4px 8px }
header { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; justify-content: space-between; padding: 10px max(24px, calc(50vw - 576px)); background: var(--page); border-bottom: 1px solid var(--edge) }
.trail { font-weight: 600; min-width: 0 } .trail a + a { font-weight: normal }
.search { position: relative; flex: 0 1 340px }
.search input { width: 100%; padding: 7px 12px; font: inherit; font-size: 15px; color: inherit; background: var(--box); border: 1px solid var(--edge); border-radius: 8px }
#results { position: absolute; right: 0; top: calc(100% + 6px); width: max(100%, 420px); max-width: calc(100vw - 24px); max-height: 70vh; overflow: auto; padding: 6px; background: var(--page); border: 1px solid var(--edge); border-radius: 8px; box-shadow: 0 8px 30px #0003 }
#results a { display: block; padding: 5px 10px; border-radius: 6px; color: inherit; font-size: 14px } #results a[aria-selected=true] { background: var(--mark); text-decoration: none }
#results b { font: 600 14px ui-monospace, monospace } #results i, #results span { color: var(--soft); font-style: normal; font-size: 13px } #results span { float: right }
.columns { display: grid; grid-template-columns: 250px minmax(0, 1fr); max-width: 1200px; margin: 0 auto }
nav { grid-column: 1; grid-row: 1; position: sticky; top: 58px; align-self: start; max-height: calc(100vh - 58px); overflow: auto; padding: 20px 12px 40px 24px; font-size: 14px }
nav h2 { margin: 18px 0 4px; padding: 0; border: 0; font-size: 12px; letter-spacing: .05em; text-transform: uppercase; color: var(--soft) } nav h2:first-child { margin-top: 0 }
nav ul { list-style: none; margin: 0; padding: 0 } nav ul ul { padding-left: 14px } nav li { padding: 1px 0 } nav a[aria-current] { font-weight: 700; color: inherit }
main { grid-column: 2; padding: 12px 24px 60vh; min-width: 0 }
h1 { font-size: 28px; line-height: 1.25; margin: 16px 0 12px } h2 { font-size: 20px; margin: 30px 0 8px; padding-bottom: 6px; border-bottom: 1px solid var(--edge) }
h3 { font-size: 16px; margin: 0 0 8px } h4, h5, h6 { font-size: 14px; margin: 14px 0 4px } p, ul, ol { margin: 8px 0 }
.kind { font-size: 13px; font-weight: normal; color: var(--soft) } h1 .kind { font-size: 16px }
.place { color: var(--soft); font-size: 14px }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, monospace } p code, li code, dd code { background: var(--box); padding: 1px 4px; border-radius: 4px } pre code { background: none; padding: 0; font-size: 1em }
pre { margin: 8px 0; padding: 10px 14px; overflow-x: auto; background: var(--box); border-radius: 8px; font-size: 14px; line-height: 1.5; tab-size: 2 }
pre.signature { border-left: 3px solid var(--link); border-radius: 4px 8px 8px 4px }
pre a:hover, dt a:hover { text-decoration: underline } pre a { text-decoration: underline dotted; text-underline-offset: 3px }
.keyword { color: var(--keyword) } .type { color: var(--type) } .number { color: var(--number) } .string { color: var(--string) } .comment { color: var(--soft) }
.entry { padding: 12px 0 14px } .entry + .entry { border-top: 1px solid var(--edge) } .entry:target { background: var(--mark); box-shadow: 0 0 0 10px var(--mark); border-radius: 2px }
.entry h3 { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: baseline } .entry h3 .own { font: 600 16px ui-monospace, monospace; color: inherit }
.badge { font-size: 12px; font-weight: normal; padding: 0 8px; border: 1px solid var(--edge); border-radius: 999px; color: var(--soft) } .line { margin-left: auto; font-size: 12px; font-weight: normal; color: var(--soft) }
.card { padding: 14px 18px; margin: 14px 0; border: 1px solid var(--edge); border-radius: 10px } .card h3 { font-size: 17px }
dl { margin: 8px 0 } dd { margin: 0 } .listing { display: grid; grid-template-columns: minmax(170px, max-content) minmax(0, 1fr); gap: 4px 20px } .listing dt { font-weight: 600 } .listing dt .kind { display: block; line-height: 1.2 } .listing dt, .listing dd { padding: 3px 0 } .listing dd { align-self: end }
.parts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 20px } .parts dd > p:first-child { margin-top: 0 } .parts dd > p:last-child { margin-bottom: 0 }
@media (max-width: 760px) {
  header { padding: 8px 14px } .search { flex: 1 1 100% } #results { left: 0; width: 100%; max-width: none } html { scroll-padding-top: 100px }
  .columns { display: block } main { padding: 4px 14px 32px } nav { position: static; max-height: none; padding: 8px 14px 40px; border-top: 1px solid var(--edge) } nav li { padding: 5px 0 }
  h1 { font-size: 24px } .listing, .parts { grid-template-columns: minmax(0, 1fr); gap: 0 } .listing dd { padding: 0 0 8px } .parts dd { padding: 0 0 6px 14px } .listing dt .kind { display: inline } pre { font-size: 13px }
}
@media print { header .search, nav { display: none } .columns { display: block } }
`
