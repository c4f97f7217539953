// The whole site as files: pure, and the same for the same documentation.
import type { Documentation } from '../../compiler/documentation/types.ts'
import { declarationPage, indexPage, modulePage, type SitePage } from './page.ts'
import { searchFile } from './search.ts'
import { STYLE } from './style.ts'

export function siteOf(name: string, documentation: Documentation): readonly SitePage[] {
  const site = { name, documentation }
  return [
    indexPage(site),
    { path: 'style.css', text: STYLE },
    { path: 'search.js', text: searchFile(documentation) },
    ...documentation.modules.flatMap((module) => [
      modulePage(site, module),
      ...module.pages.map((page) => declarationPage(site, module, page)),
    ]),
  ]
}
