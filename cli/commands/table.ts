// The one list of commands: what `silo --help` shows, what is parsed, what docs/cli.md is made of, and what the tests run through.
import { AS, LOG, RPC, SILO, WAIT, type CommandRow } from './rows.ts'

export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'new',
    summary: 'make a project that builds, tests and deploys at once',
    description: 'Copies a template into a new folder.',
    arguments: [{ syntax: '<name>', meaning: 'folder to make' }],
    options: [
      {
        syntax: '--template <template>',
        meaning: 'which template',
        default: 'vault',
        choices: ['auction', 'chess', 'counter', 'escrow', 'multisig', 'token', 'vault'],
      },
    ],
    examples: ['silo new my-vault', 'silo new my-token --template token'],
    load: () => import('./new.ts'),
  },
  {
    name: 'build',
    summary: 'compile and link the contract of this project',
    description:
      'Compiles the entry contract and everything it imports, links it into one program, and writes the artifact: bytecode, ABI, storage layout, source map.',
    arguments: [],
    options: [
      {
        syntax: '--dump',
        meaning: 'also write a page that shows every stage of the program side by side with its source',
      },
      {
        syntax: '--steps',
        meaning:
          'also show how many steps of the machine each function that can be called takes at most, or why there is no bound',
      },
    ],
    examples: ['silo build', 'silo build --json', 'silo build --dump', 'silo build --steps'],
    load: () => import('./build.ts'),
  },
  {
    name: 'test',
    summary: "run the tests written in the contract's files",
    description:
      'Runs `test` blocks on the very bytecode that would be deployed, message by message through the machine. Tests with inputs run with made-up ones, campaigns send random messages; what fails is shrunk to the smallest case, kept in .silo/regressions, and run first from then on.',
    arguments: [{ syntax: '[pattern]', meaning: 'only tests whose name contains this' }],
    options: [
      { syntax: '--doc', meaning: 'run the examples in doc comments instead' },
      { syntax: '--gas', meaning: 'show gas and steps of each test' },
      {
        syntax: '--runs <count>',
        meaning: 'cases of each test with inputs; campaigns make a fifth as many runs',
        default: '100',
      },
      { syntax: '--seed <seed>', meaning: 'seed of all that is made up', default: '1' },
      {
        syntax: '--engine <engine>',
        meaning: 'what runs the messages',
        default: 'interpreter',
        choices: ['interpreter', 'compiled'],
      },
    ],
    examples: [
      'silo test',
      'silo test withdraw --gas',
      'silo test --runs 1000 --seed 7',
      'silo test --doc src/vault.silo',
    ],
    load: () => import('./test.ts'),
  },
  {
    name: 'fmt',
    summary: 'format contract files',
    description:
      'Formats .silo files in place. Writes a file only when the result has the same tokens and comments and formats to itself. A file that is not UTF-8 is refused.',
    arguments: [
      { syntax: '[files...]', meaning: 'files to format (default: every .silo file of the project)' },
    ],
    options: [{ syntax: '--check', meaning: 'write nothing; fail when a file is not formatted' }],
    examples: ['silo fmt', 'silo fmt --check'],
    load: () => import('./fmt.ts'),
  },
  {
    name: 'lint',
    summary: 'show what is questionable in the project, and mend it where that can be done',
    description:
      'Checks every contract file and shows errors and lints with their codes. Exit code 1 when there is any. With --fix it applies the fixes that they carry.',
    arguments: [],
    options: [
      { syntax: '--fix', meaning: 'apply the fixes that the diagnostics carry, and show what is left' },
    ],
    examples: ['silo lint', 'silo lint --fix'],
    load: () => import('./lint.ts'),
  },
  {
    name: 'doc',
    summary: 'make a site of the documentation from doc comments',
    description:
      'Writes a page for each file and for each contract, interface and component: signatures with their types linked, doc comments, storage, events and errors, with a search over all names. The site needs no server and fetches nothing. Links in doc comments that lead nowhere are told, and end it with exit code 1; the site is written all the same.',
    arguments: [],
    options: [
      { syntax: '--out <folder>', meaning: "where to write it (default: doc in the project's out folder)" },
      { syntax: '--private', meaning: 'also show what only its own file or contract can use' },
    ],
    examples: ['silo doc', 'silo doc --out site --private'],
    load: () => import('./doc.ts'),
  },
  {
    name: 'explain',
    summary: "say what a diagnostic's code means, with an example that fails and one that works",
    description:
      'Shows the message as the compiler gives it for a small program, and the program that is right.',
    arguments: [{ syntax: '<code>', meaning: 'such as E0201 or W0902' }],
    options: [],
    examples: ['silo explain E0201'],
    load: () => import('./explain.ts'),
  },
  {
    name: 'devnet',
    summary: 'run the whole system on this machine',
    description:
      'Starts a blockDAG with several miners, the bridge in its consensus, honest managers for every silo that is deployed, and an RPC server on loopback. Runs until interrupted.',
    arguments: [],
    options: [
      { syntax: '--port <port>', meaning: 'port of the RPC server (0: any free one)', default: '18510' },
      { syntax: '--miners <count>', meaning: 'miners, each with its own node', default: '3' },
      { syntax: '--bps <count>', meaning: 'blocks a second', default: '10' },
      {
        syntax: '--latency <milliseconds>',
        meaning: 'typical time that a message takes between two nodes',
        default: '120',
      },
      { syntax: '--managers <count>', meaning: 'honest managers', default: '2' },
      { syntax: '--seed <seed>', meaning: 'seed of everything random', default: '1' },
      {
        syntax: '--data <folder>',
        meaning:
          'keep the chain in this folder, and go on with what is there on the terms it was started with (default: in memory)',
      },
      {
        syntax: '--load <file>',
        meaning:
          'start from the state that --dump wrote, with its seed and speed; with --data, into a new folder only',
      },
      { syntax: '--dump <file>', meaning: 'write all of its state there when it is stopped' },
      ...LOG,
    ],
    examples: [
      'silo devnet',
      'silo devnet --data .silo/chain',
      'silo devnet --load before.state --dump after.state',
      'silo devnet --bps 4 --miners 5 --latency 200',
    ],
    load: () => import('./devnet.ts'),
  },
  {
    name: 'deploy',
    summary: 'build the project and create its silo on the devnet',
    description:
      'Builds, sends the creating transaction, and waits until the silo exists and its constructor has run. The deployment is recorded in the project under a name.',
    arguments: [{ syntax: '[args...]', meaning: "the constructor's arguments" }],
    options: [
      { syntax: '--name <name>', meaning: "name of the deployment (default: the contract's name)" },
      AS,
      WAIT,
      RPC,
    ],
    examples: ['silo deploy', 'silo deploy --name second --as bob'],
    load: () => import('./deploy.ts'),
  },
  {
    name: 'call',
    summary: 'call a function of a deployed silo',
    description:
      'Sends a message, waits until it is accepted, executes it, and shows result, events and gas, or the trap with its source line.',
    arguments: [
      { syntax: '<function>', meaning: 'function to call' },
      { syntax: '[args...]', meaning: "its arguments; an account's name stands for its address" },
    ],
    options: [
      { syntax: '--value <amount>', meaning: 'coins to peg with the call, such as 5kas or 1000sompi' },
      {
        syntax: '--gas <limit>',
        meaning:
          'gas limit of the message; if left out, half more than the call takes when it is run here first, and at least 1000000',
      },
      AS,
      SILO,
      WAIT,
      RPC,
    ],
    examples: ['silo call deposit --value 5kas', 'silo call withdraw 100000000 --as bob --wait final'],
    load: () => import('./call.ts'),
  },
  {
    name: 'sign',
    summary: 'sign a call that somebody else will make',
    description:
      'For functions `by sig(...)`: gives the signature of the account in --as, which whoever makes the call puts behind the other arguments. It holds for one call.',
    arguments: [
      { syntax: '<function>', meaning: 'function that asks for signatures' },
      { syntax: '[args...]', meaning: 'its arguments before the signatures' },
    ],
    options: [
      { syntax: '--value <amount>', meaning: 'coins that will be pegged with the call' },
      AS,
      SILO,
      RPC,
    ],
    examples: ['silo sign give carol 1kas --as alice'],
    load: () => import('./sign.ts'),
  },
  {
    name: 'view',
    summary: 'call a view function without a transaction',
    description:
      "Follows the silo from the chain, checks it against the managers' commitments, and runs the view on its newest state.",
    arguments: [
      { syntax: '<function>', meaning: 'view function to call' },
      { syntax: '[args...]', meaning: "its arguments; an account's name stands for its address" },
    ],
    options: [AS, SILO, RPC],
    examples: ['silo view held'],
    load: () => import('./view.ts'),
  },
  {
    name: 'deposit',
    summary: 'peg coins into a silo',
    description:
      'Calls a payable function with coins: the transfer to the silo and the call are one transaction.',
    arguments: [
      { syntax: '<amount>', meaning: 'coins to peg, such as 5kas' },
      { syntax: '[args...]', meaning: "the function's further arguments" },
    ],
    options: [
      { syntax: '--function <function>', meaning: 'payable function', default: 'deposit' },
      AS,
      SILO,
      WAIT,
      RPC,
    ],
    examples: ['silo deposit 5kas', 'silo deposit 2.5kas --as bob'],
    load: () => import('./deposit.ts'),
  },
  {
    name: 'withdraw',
    summary: 'unpeg coins and wait until they are paid on the base layer',
    description:
      'Calls a function that pays, then follows the commitment until it is final and its outbox entry is paid out.',
    arguments: [{ syntax: '[args...]', meaning: "the function's arguments" }],
    options: [
      { syntax: '--function <function>', meaning: 'function that pays', default: 'withdraw' },
      { syntax: '--no-wait', meaning: 'come back when the call is accepted' },
      AS,
      SILO,
      RPC,
    ],
    examples: ['silo withdraw 100000000'],
    load: () => import('./withdraw.ts'),
  },
  {
    name: 'deliver',
    summary: 'carry what a message sent to other silos into their inboxes',
    description:
      'Waits until the message is final and the manager that has the first go has had it, then delivers what is left of its calls to other silos and the values that it returns, each with its witness. Managers do so too, where the fee covers it: this is for calls that they leave, and for values that came back and were not taken. With --unproven the calls without coins go as soon as there is a commitment to the message: the other silo is told that it is not final, and takes such calls where its function says so. They are delivered again when it is.',
    arguments: [{ syntax: '<transaction>', meaning: 'transaction id of the message' }],
    options: [
      { syntax: '--unproven', meaning: 'deliver calls without coins before finality' },
      AS,
      SILO,
      RPC,
    ],
    examples: ['silo deliver 6f1c…', 'silo deliver 6f1c… --unproven'],
    load: () => import('./deliver.ts'),
  },
  {
    name: 'accounts',
    summary: 'list the accounts that a devnet funds',
    description:
      'Shows of each its public key, which contracts see as its address, and its address on the base layer.',
    arguments: [],
    options: [],
    examples: ['silo accounts', 'silo accounts --json'],
    load: () => import('./accounts.ts'),
  },
  {
    name: 'sign-hash',
    summary: 'sign a hash, for contracts that check signatures',
    description:
      'Prints the signature (BIP340) of 32 bytes that a contract names, such as what `to_pay` of the template multisig gives. Sign only hashes whose meaning you know: a transaction is signed by its hash too.',
    arguments: [{ syntax: '<hash>', meaning: '64 hex digits' }],
    options: [AS],
    examples: [`silo sign-hash ${'5e'.repeat(32)} --as bob`],
    load: () => import('./sign-hash.ts'),
  },
  {
    name: 'dispute',
    summary: 'start a cheater against the devnet and watch it being caught',
    description:
      'Starts an adversary by name on a deployed silo and shows the dispute move by move, down to the one instruction and its source line.',
    arguments: [],
    options: [
      {
        syntax: '--adversary <name>',
        meaning: 'who cheats, and how',
        default: 'false-state',
        choices: ['false-state', 'false-challenge'],
      },
      {
        syntax: '--out <file>',
        meaning: 'where to write the one-step proof (default: .silo/dispute-<id>.proof.json)',
      },
      SILO,
      RPC,
    ],
    examples: ['silo dispute', 'silo dispute --adversary false-challenge'],
    load: () => import('./dispute.ts'),
  },
  {
    name: 'inspect',
    summary: 'show the instructions of the project, or the storage of a silo by name',
    description:
      'Without --storage: shows how many steps each function takes at most, and disassembles the built program with its source lines. With --storage: reads a deployed silo and shows its storage with names and types.',
    arguments: [{ syntax: '[function]', meaning: 'only this function' }],
    options: [{ syntax: '--storage', meaning: 'show the storage of a deployed silo' }, SILO, RPC],
    examples: ['silo inspect', 'silo inspect deposit', 'silo inspect --storage'],
    load: () => import('./inspect.ts'),
  },
  {
    name: 'prove',
    summary: 'write the one-step proof of a step of a transaction',
    description:
      'Executes the reference block that holds the transaction and writes the proof of one step of its message, counted from 0 at the step that opens the message.',
    arguments: [
      { syntax: '<transaction>', meaning: 'transaction id of a call' },
      { syntax: '<step>', meaning: 'step of its message' },
    ],
    options: [
      { syntax: '--out <file>', meaning: 'where to write it', default: 'step.proof.json' },
      SILO,
      RPC,
    ],
    examples: ['silo prove 6f1c… 12 --out step.proof.json'],
    load: () => import('./prove.ts'),
  },
  {
    name: 'verify',
    summary: 'check a one-step proof, with nothing else needed',
    description:
      'Reads a proof file and runs the step verifier that consensus runs. Exit code 0: the step leads to the hash that the file claims; 1: it does not.',
    arguments: [{ syntax: '<file>', meaning: 'proof file made by silo prove, silo dispute or silo demo' }],
    options: [],
    examples: ['silo verify step.proof.json'],
    load: () => import('./verify.ts'),
  },
  {
    name: 'debug',
    summary: 'step forward and back through a message, or to the disputed instruction',
    description:
      'Opens the trace of a call, or of a dispute at its disputed step: source line, variables, storage by name, registers. Reads commands from the terminal or from a pipe; type help.',
    arguments: [{ syntax: '[transaction]', meaning: 'transaction id of a call' }],
    options: [
      { syntax: '--dispute <id>', meaning: 'open a dispute at its disputed instruction' },
      { syntax: '--at <step>', meaning: 'step to start at' },
      SILO,
      RPC,
    ],
    examples: ['silo debug 6f1c…', 'silo debug --dispute 09ab…'],
    load: () => import('./debug.ts'),
  },
  {
    name: 'rpc',
    summary: 'call a method of a node and print its answer, or list the methods',
    description:
      "Calls any method of the node's interface: Kaspa's own, silo's, and the controls of a devnet (mine, reorg, split, set the time). Parameters and answer are JSON; docs/rpc.md describes them. Without a method it lists all.",
    arguments: [
      { syntax: '[method]', meaning: 'name of the method' },
      { syntax: '[params]', meaning: 'its parameters, a JSON object' },
    ],
    options: [
      {
        syntax: '--schema',
        meaning: 'print the JSON schemas of the method, or of all, instead of calling it',
      },
      RPC,
    ],
    examples: [
      'silo rpc',
      'silo rpc devnet_mine --schema',
      'silo rpc getBlockDagInfo',
      'silo rpc devnet_mine \'{"count":5}\'',
      'silo rpc devnet_reorg \'{"depth":2}\'',
    ],
    load: () => import('./rpc.ts'),
  },
  {
    name: 'node',
    summary: 'run a node of the base layer by itself',
    description:
      'Runs one node with its own chain, without managers or controls, until interrupted: it finds the nodes that it is told of, or is found by them, and takes the whole chain over from them. Nodes of one network have the same genesis, in which the accounts that silo devnet names have coins. The RPC is on loopback.',
    arguments: [],
    options: [
      { syntax: '--data <folder>', meaning: 'keep the chain in this folder (default: in memory)' },
      { syntax: '--port <port>', meaning: 'port of the RPC server (0: any free one)', default: '18510' },
      { syntax: '--peer-port <port>', meaning: 'port for other nodes (0: any free one)', default: '18511' },
      {
        syntax: '--listen <host>',
        meaning: 'address on which other nodes may connect',
        default: '127.0.0.1',
      },
      { syntax: '--connect <addresses>', meaning: 'nodes to connect to, with commas between them' },
      { syntax: '--mine <address>', meaning: 'mine, for this address or named account (default: no mining)' },
      {
        syntax: '--network <name>',
        meaning:
          'parameters: one or ten blocks a second; simnet has the depths of Kaspa, devnet those of minutes',
        default: 'devnet-10',
        choices: ['devnet-10', 'devnet-1', 'simnet-10', 'simnet-1'],
      },
      {
        syntax: '--override-params <file>',
        meaning: "parameters in place of those, in the form of kaspad's --override-params-file",
      },
      { syntax: '--plain', meaning: "without silo's extension: plain Kaspa rules" },
      ...LOG,
    ],
    examples: [
      'silo node --data first --mine alice',
      'silo node --data second --port 18520 --peer-port 18521 --connect ws://127.0.0.1:18511',
    ],
    load: () => import('./node.ts'),
  },
  {
    name: 'node replay',
    summary: "validate a chain from a file, every header's commitments computed afresh",
    description:
      "Reads the network's parameters and its blocks, genesis first, as kaspad's tests write them, and validates each in full. Stops at the first difference and shows both values. Takes the files of Kaspa's GHOSTDAG tests as well.",
    arguments: [{ syntax: '<file>', meaning: "a chain's file, or a DAG's, gzipped or not" }],
    options: [],
    examples: ['silo node replay chain.json.gz', 'silo node replay dag0.json --json'],
    load: () => import('./node-replay.ts'),
  },
  {
    name: 'lsp',
    summary: 'language server for editors',
    description: 'Speaks the language server protocol on standard input and output.',
    arguments: [],
    options: [
      { syntax: '--stdio', meaning: 'use standard input and output (the only way, and the default)' },
    ],
    examples: ['silo lsp --stdio'],
    load: () => import('./lsp.ts'),
  },
  {
    name: 'demo',
    summary: 'run the whole story: deploy, call, cheat, dispute, slash, pay out',
    description:
      'Builds the vault, starts a devnet, deploys, deposits, lets a manager cheat, and shows how the honest one catches it in a one-step proof that consensus checks; then the same with a cheating challenger.',
    arguments: [],
    options: [
      {
        syntax: '--cheater <who>',
        meaning: 'which story',
        default: 'both',
        choices: ['state', 'challenge', 'both'],
      },
      { syntax: '--seed <seed>', meaning: 'seed of everything random', default: '1' },
      { syntax: '--out <folder>', meaning: 'where proof files go', default: 'out' },
      { syntax: '--virtual', meaning: 'run on virtual time: the same story, as fast as it computes' },
    ],
    examples: ['silo demo', 'silo demo --cheater challenge --seed 7'],
    load: () => import('./demo.ts'),
  },
]
