// The lines of a file that may be gzipped and may be longer than memory.
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** The lines that hold more than blanks. Rejects with the file system's error, or the unpacker's. */
export async function* linesOfFile(path: string): AsyncGenerator<string> {
  const input = openInput(path)
  const failed = new Promise<never>((_, reject) => input.once('error', reject))
  // Whoever stops reading early must not leave a rejection that nobody hears.
  failed.catch(() => undefined)
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await Promise.race([lines.next(), failed])
      if (next.done === true) return
      if (next.value.trim() !== '') yield next.value
    }
  } finally {
    input.destroy()
  }
}

function openInput(path: string): Readable {
  const packed = isGzip(path)
  const file = createReadStream(path)
  if (!packed) return file
  const unpacked = createGunzip()
  file.on('error', (error) => unpacked.destroy(error))
  return file.pipe(unpacked)
}

/** Told by the first two bytes, whatever the name says. */
function isGzip(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const magic = new Uint8Array(2)
    return readSync(file, magic) === 2 && magic[0] === 0x1f && magic[1] === 0x8b
  } finally {
    closeSync(file)
  }
}
