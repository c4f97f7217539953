// What other code can see of each declaration: all but bodies, as texts that can be compared from one check to the next. A body needs a new check only if a
// declaration that it can name, or one that such a declaration is made of, is not what it was.
import type { FileId } from '../source.ts'
import type { SymbolId, Type } from '../typed/tree.ts'
import { isLinear } from '../typed/type-facts.ts'
import { typeKey } from './generics.ts'
import { entityId, type ContractInfo, type FileScope, type FunctionInfo } from './model.ts'
import type { Session } from './session.ts'
import { allFunctions } from './signatures.ts'

/** A declaration as others see it. */
export interface Seen {
  /** Words by which code comes upon it; a component in use is looked for under its name in every file. */
  readonly words: readonly string[]
  readonly file: FileId | 'any'
  /** Two declarations with one text are the same to others, if what they mention is. */
  readonly text: string
  readonly mentions: readonly SymbolId[]
}

/** Everything declared, by a key that stays the same while the declaration does. */
export function declarationsSeen(session: Session): Map<string, Seen> {
  const seen = new Map<string, Seen>()
  const put = (
    key: string | SymbolId,
    file: Seen['file'],
    words: readonly string[],
    text: string,
    types: readonly Type[] = [],
  ): void => {
    seen.set(String(key), { words, file, text, mentions: types.flatMap(mentionsOf) })
  }
  for (const scope of session.scopes) putImports(scope, put)
  for (const info of [...session.contracts, ...session.samples]) {
    const text = ['contract', ...info.implements, info.init === null ? '' : signature(info.init)].join(' ')
    put(
      info.id,
      info.scope.file.id,
      [info.name],
      text,
      info.init?.params.map(({ type }) => type),
    )
    put(coinsWord(info), info.scope.file.id, [coinsWord(info)], coinFields(info))
    for (const use of info.uses) put(use.id, 'any', use.name.split('.'), `use ${use.component.id}`)
    for (const field of info.storage) {
      const type = typeText(field.type)
      put(field.id, field.contract.scope.file.id, field.name.split('.'), `storage ${type}`, [field.type])
    }
  }
  for (const info of session.components) put(info.id, info.scope.file.id, [info.name], 'component')
  for (const info of [...allFunctions(session), ...session.interfaces.flatMap(({ functions }) => functions)])
    put(info.id, info.scope.file.id, info.name.split('.'), signature(info), [
      ...info.params.map(({ type }) => type),
      info.result,
    ])
  for (const info of session.interfaces) {
    const text = ['interface', ...info.functions.map((fn) => `${fn.id} ${fn.name}`)].join(' ')
    seen.set(String(info.id), {
      words: [info.name],
      file: info.scope.file.id,
      text,
      mentions: info.functions.map(({ id }) => id),
    })
  }
  for (const info of session.records) {
    if (info.generic !== null) continue
    const fields = info.fields.map(({ name, type }) => `${name}:${typeText(type)}`)
    const resource = info.node.kind === 'struct' && info.node.resource
    const text = [info.kind, resource, info.contract?.id, params(info), ...fields].join(' ')
    put(
      info.id,
      info.scope.file.id,
      [info.name, ...info.fields.map(({ name }) => name)],
      text,
      info.fields.map(({ type }) => type),
    )
  }
  for (const info of session.enums) {
    if (info.generic !== null || info.scope === null) continue
    const fields = info.variants.flatMap((variant) => variant.fields)
    const variants = info.variants.map(
      ({ name, positional, fields: own }) =>
        `${name}/${positional}/${own.map((f) => `${f.name}:${typeText(f.type)}`).join(' ')}`,
    )
    const words = [info.name, ...info.variants.map(({ name }) => name), ...fields.map(({ name }) => name)]
    put(
      info.id,
      info.scope.file.id,
      words,
      ['enum', params(info), ...variants].join(' '),
      fields.map(({ type }) => type),
    )
  }
  for (const info of session.constants) {
    const text = `const ${info.contract?.id} ${typeText(info.type)} ${plain(info.value)}`
    put(info.id, info.scope.file.id, [info.name], text, [info.type])
  }
  return seen
}

/** The word under which code of a contract depends on its coins, which help texts name. No name can be spelt so. */
export function coinsWord(contract: Pick<ContractInfo, 'id'>): string {
  return `*${contract.id}`
}

function putImports(
  scope: FileScope,
  put: (key: string, file: FileId, words: readonly string[], text: string) => void,
): void {
  const { id } = scope.file
  for (const { name, entity } of scope.imports) put(`${id} import ${name}`, id, [name], `${entityId(entity)}`)
  for (const name of scope.broken) put(`${id} broken ${name}`, id, [name], '')
}

function coinFields({ storage }: ContractInfo): string {
  return storage
    .filter(({ type }) => isLinear(type))
    .map(({ id, node }) => `${id} ${node.initial === null}`)
    .join(' ')
}

function signature(info: FunctionInfo): string {
  const list = info.params.map(({ name, type }) => `${name}:${typeText(type)}`).join(',')
  return `${info.contract?.id} ${info.role} ${info.effect} ${info.payable} ${params(info)} (${list}) ${typeText(info.result)}`
}

function params({ typeParams }: Pick<FunctionInfo, 'typeParams'>): string {
  return typeParams.map(({ param, name, bounds }) => `${param} ${name} ${bounds.join('+')}`).join(',')
}

/** The type's key, and for maps what an entry is that was never written. */
function typeText(type: Type): string {
  return type.kind === 'map'
    ? `${typeKey(type)} ${plain(type.initial)} ${typeText(type.value)}`
    : typeKey(type)
}

function plain(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
}

/** The declarations that a type is made of. */
function mentionsOf(type: Type): SymbolId[] {
  switch (type.kind) {
    case 'handle':
      return [type.contract]
    case 'struct':
      return type.generic === null
        ? [type.struct]
        : [type.generic.template, ...type.generic.args.flatMap(mentionsOf)]
    case 'enum':
      return type.generic === null
        ? [type.enum]
        : [type.generic.template, ...type.generic.args.flatMap(mentionsOf)]
    case 'tuple':
      return type.items.flatMap(mentionsOf)
    case 'array':
      return mentionsOf(type.element)
    case 'map':
      return [...mentionsOf(type.key), ...mentionsOf(type.value)]
    default:
      return []
  }
}
