// Writes what is made from the sources of the standard library (npm run std): the module that carries them, and docs/std.md.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { libraryModule } from '../compiler/std/bundle.ts'
import { libraryReference } from '../compiler/std/reference.ts'
import { LIBRARY_FOLDER, librarySources } from './library-files.ts'

const sources = librarySources()
writeFileSync(join(LIBRARY_FOLDER, 'sources.ts'), libraryModule(sources))
const reference = libraryReference(Object.fromEntries(sources))
const page = join(import.meta.dirname, '../docs/std.md')
writeFileSync(page, await format(reference, { parser: 'markdown', printWidth: 110 }))
