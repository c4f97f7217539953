// Imports packages as this folder sees them: silo's own folder has none of them.
export const load = (specifier) => import(specifier)
