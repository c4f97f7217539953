// A module of the user's. In a file of its own, since a command that is bundled as a script has no import of its own (scripts/bundle.mjs): it is given one.

export function loadModule(url: string): Promise<unknown> {
  return import(url)
}
