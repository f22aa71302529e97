// Compiles the escrow into artifacts/FairOtaEscrow.json: {abi, bytecode, deployedBytecode, immutableReferences,
// contract, compiler}, hex with 0x; and writes artifacts/FairOtaEscrow.input.json, solc's standard JSON input with
// every source in it, which gives the same code to whoever wants to check. The settings are those of foundry.toml, so
// that what forge tests is what ships. artifacts/TestToken.json, in the same form, is what tests pay with.
"use strict";
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const solc = require("solc");

const root = resolve(__dirname, "..");

const read = (path) => readFileSync(join(root, path), "utf8");

/** The value of a key in the first section of foundry.toml, where every setting is one line. */
function setting(key) {
  const section = read("foundry.toml").split(/^\[profile\.default\.[a-z]+\]$/m)[0];
  const line = section.match(new RegExp(`^${key} = (.+)$`, "m"));
  if (!line) throw new Error(`foundry.toml lacks ${key}.`);
  return JSON.parse(line[1]);
}

// As in foundry.toml: every warning is an error but those that are ignored there, with the reason.
const ignored = setting("ignored_error_codes");

/** Whole or not at all: a build that is interrupted leaves no half of a file. */
function write(name, value) {
  const target = join(root, "artifacts", name);
  mkdirSync(join(root, "artifacts"), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, JSON.stringify(value, null, 2) + "\n");
  renameSync(`${target}.${process.pid}`, target);
}

/** Compiles the contract that a source is named after, writes its artifact and gives the compiler's whole input. */
function compile(source) {
  const contract = source.match(/(\w+)\.sol$/)[1];
  const sources = {};

  /** Gives the compiler a source and keeps it: the input for verification is whatever was compiled. */
  function load(path) {
    try {
      const content = read(path.startsWith("@") ? join("node_modules", path) : path);
      sources[path] = { content };
      return { contents: content };
    } catch (error) {
      return { error: error.message };
    }
  }

  const input = {
    language: "Solidity",
    sources: { [source]: { content: read(source) } },
    settings: {
      evmVersion: setting("evm_version"),
      optimizer: { enabled: setting("optimizer"), runs: setting("optimizer_runs") },
      viaIR: setting("via_ir"),
      metadata: { bytecodeHash: setting("bytecode_hash"), appendCBOR: setting("cbor_metadata") },
      outputSelection: { [source]: { [contract]: ["abi", "evm.bytecode", "evm.deployedBytecode"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load }));
  const messages = (output.errors ?? []).filter((message) => !ignored.includes(Number(message.errorCode)));
  for (const message of messages) console.error(message.formattedMessage);
  if (messages.length) process.exit(1);

  const { abi, evm } = output.contracts[source][contract];
  write(`${contract}.json`, {
    abi,
    bytecode: `0x${evm.bytecode.object}`,
    deployedBytecode: `0x${evm.deployedBytecode.object}`,
    immutableReferences: evm.deployedBytecode.immutableReferences,
    contract: `${source}:${contract}`,
    // As explorers name compilers: without the machine that this one was built for.
    compiler: `v${solc.version().match(/^[^+]+\+commit\.[0-9a-f]+/)[0]}`,
  });
  return { ...input, sources: { ...input.sources, ...sources } };
}

write("FairOtaEscrow.input.json", compile("src/FairOtaEscrow.sol"));
compile("test/tokens/TestToken.sol");
