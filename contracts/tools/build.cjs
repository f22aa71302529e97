// Compiles the escrow into artifacts/FairOtaEscrow.json: {abi, bytecode, deployedBytecode, immutableReferences}, hex
// with 0x. The settings are those of foundry.toml, so that what forge tests is what ships.
"use strict";
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const solc = require("solc");

const root = resolve(__dirname, "..");
const contract = "FairOtaEscrow";
const source = `src/${contract}.sol`;

const read = (path) => readFileSync(join(root, path), "utf8");

/** The value of a key in the first section of foundry.toml, where every setting is one line. */
function setting(key) {
  const section = read("foundry.toml").split(/^\[profile\.default\.[a-z]+\]$/m)[0];
  const line = section.match(new RegExp(`^${key} = (.+)$`, "m"));
  if (!line) throw new Error(`foundry.toml lacks ${key}.`);
  return JSON.parse(line[1]);
}

function load(path) {
  try {
    return { contents: read(path.startsWith("@") ? join("node_modules", path) : path) };
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
for (const message of output.errors ?? []) console.error(message.formattedMessage);
if (output.errors?.length) process.exit(1);

const { abi, evm } = output.contracts[source][contract];
const artifact = {
  abi,
  bytecode: `0x${evm.bytecode.object}`,
  deployedBytecode: `0x${evm.deployedBytecode.object}`,
  immutableReferences: evm.deployedBytecode.immutableReferences,
};
const target = join(root, "artifacts", `${contract}.json`);
mkdirSync(join(root, "artifacts"), { recursive: true });
// Whole or not at all: a build that is interrupted leaves no half of an artifact.
writeFileSync(`${target}.${process.pid}`, JSON.stringify(artifact, null, 2) + "\n");
renameSync(`${target}.${process.pid}`, target);
