// What `silo` needs to know of this project. Paths are relative to this file.
export default {
  /** The file with the contract that the silo is made of. */
  entry: 'src/multisig.silo',
  /** Where `silo build` writes the artifact. */
  out: 'out',
}
