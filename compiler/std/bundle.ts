// The module that carries the sources of the standard library as texts: the compiler reads no files.

/** A TypeScript module that exports the sources by path, in the order given. */
export function libraryModule(sources: readonly (readonly [path: string, text: string])[]): string {
  const entries = sources.map(([path, text]) => `  '${path}': \`${escaped(text)}\`,\n`)
  return `${HEADER}export const STD_SOURCES: Readonly<Record<string, string>> = {\n${entries.join('')}}\n`
}

const HEADER = `// The sources of the standard library. Made from the .silo files beside it by \`npm run std\`; change those.

/** Texts of the modules by path within the library. */
`

function escaped(text: string): string {
  return text.replaceAll(/[\\`]|\$\{/g, (found) => `\\${found}`)
}
