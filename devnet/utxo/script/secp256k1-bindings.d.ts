// The package has no types of its own. What is used of it is looked at before it's called.
declare module 'secp256k1/bindings.js' {
  const bindings: unknown
  export default bindings
}
