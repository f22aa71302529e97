// Compiles a Solidity file with the contracts' own compiler and prints {contract: code as it runs}, hex without 0x.
// Arguments: the contracts' folder, the file.
"use strict";
const { readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

const [folder, file] = process.argv.slice(2).map((path) => resolve(path));
const packages = join(folder, "node_modules");
const solc = require(join(packages, "solc"));

const input = {
  language: "Solidity",
  sources: { file: { content: readFileSync(file, "utf8") } },
  settings: {
    evmVersion: "osaka",
    optimizer: { enabled: true },
    outputSelection: { file: { "*": ["evm.deployedBytecode.object"] } },
  },
};
const load = (path) => ({ contents: readFileSync(join(packages, path), "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load }));
for (const message of output.errors ?? []) console.error(message.formattedMessage);
if (output.errors?.length) process.exit(1);
const codes = Object.entries(output.contracts.file).map(([name, { evm }]) => [name, evm.deployedBytecode.object]);
console.log(JSON.stringify(Object.fromEntries(codes)));
