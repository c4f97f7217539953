// How commands that stay are told to end.

/** Resolves when somebody interrupts the process, or asks it to end. */
export function interrupted(): Promise<undefined> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(undefined))
    process.once('SIGTERM', () => resolve(undefined))
  })
}
