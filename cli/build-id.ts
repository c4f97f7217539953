// Which compiler this is, to the bit: a digest of the bundle, which scripts/bundle.mjs puts in. Sources that run as they are have none:
// they may change under a project at any time.

declare const SILO_BUILD_ID: string | undefined

export const BUILD_ID: string | undefined = typeof SILO_BUILD_ID === 'undefined' ? undefined : SILO_BUILD_ID
