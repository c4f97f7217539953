/** Imports a package as this folder sees it. */
export function load(specifier: string): Promise<unknown>
