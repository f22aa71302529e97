// Runs the forge of node_modules with this process's arguments and ends with its exit code, which the package's own
// launcher (1.7.1) loses: a failing `forge test` would end with 0.
"use strict";
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

const windows = process.platform === "win32";
const system = `${process.platform}-${process.arch === "arm64" ? "arm64" : "amd64"}`;
const binary = require.resolve(`@foundry-rs/forge-${system}/bin/forge${windows ? ".exe" : ""}`);
// A script without extension is no program on Windows.
if (windows) process.env.FOUNDRY_SOLC ??= join(__dirname, "solc.cmd");

const result = spawnSync(binary, process.argv.slice(2), { stdio: "inherit", cwd: join(__dirname, "..") });
if (result.error) throw result.error;
process.exit(result.status ?? 1);
