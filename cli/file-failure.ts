// What the file system refuses, in words: a folder without write permission or a full disk is the user's to mend and no fault of silo.
import { CommandFailure, EXIT } from './outcome.ts'

const MEANING: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'it exists already',
  ENAMETOOLONG: 'the name is too long',
}

/** The failure to show for an error of a file operation; undefined for any other error. */
export function fileFailure(error: unknown): CommandFailure | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return undefined
  const { code, path } = error
  const meaning = typeof code === 'string' ? MEANING[code] : undefined
  if (meaning === undefined || typeof path !== 'string') return undefined
  return new CommandFailure(
    `can't use ${path}: ${meaning}`,
    'Choose another path, or mend its permissions.',
    EXIT.usage,
  )
}
