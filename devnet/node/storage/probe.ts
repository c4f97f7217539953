// Reads a database file through in a process of its own: the database's library ends the process that opens a file with broken pages,
// and then it had better be this one. Run with the file's path; prints one line of JSON when it gets that far.
import { DamagedTable, openTables, TABLES } from './tables.ts'

const [, , file = ''] = process.argv
try {
  const tables = openTables(file)
  for (const table of TABLES) for (const _ of tables.entries(table));
  await tables.close()
  process.stdout.write(JSON.stringify({ ok: true }))
} catch (failure) {
  const where = failure instanceof DamagedTable ? failure.message : `the database says: ${String(failure)}`
  process.stdout.write(JSON.stringify({ ok: false, where }))
}
