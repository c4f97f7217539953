// Which file of the site a place of the documentation is in, and the way from one page to another. All ways are relative: the site works from a
// folder as from a server.
import type { DocTarget } from '../../compiler/documentation/types.ts'

/** A module's page lies beside the folder of the pages of its contracts, interfaces and components. */
export function pagePath({ module, page }: Pick<DocTarget, 'module' | 'page'>): string {
  return `modules/${module}${page === null ? '' : `/${page}`}.html`
}

/** The address of a place, from the top of the site. */
export function address(target: DocTarget): string {
  const path = pagePath(target).split('/').map(encodeURIComponent).join('/')
  return target.entry === null ? path : `${path}#${encodeURIComponent(target.entry)}`
}

/** The way from a page up to the top of the site: empty, or ending in `/`. */
export function wayUp(path: string): string {
  return '../'.repeat(path.split('/').length - 1)
}
