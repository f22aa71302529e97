// Runs the forge of node_modules with this process's arguments and ends with its exit code, which the package's own
// launcher (1.7.1) loses: a failing `forge test` would end with 0.
//
// `test` meets the escrow as it ships: it is built first where the artifact is older than what it is made of, and the
// tests are compiled by the profile `test`. `lint` has a cache of its own, since it notes as compiled what it only
// read.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync, readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const windows = process.platform === "win32";
const system = `${process.platform}-${process.arch === "arm64" ? "arm64" : "amd64"}`;
const binary = require.resolve(`@foundry-rs/forge-${system}/bin/forge${windows ? ".exe" : ""}`);

function run(program, args, environment = {}) {
  const options = { stdio: "inherit", cwd: root, env: { ...process.env, ...environment } };
  const { error, status } = spawnSync(program, args, options);
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function escrowIsBuilt() {
  const artifact = join(root, "artifacts", "FairOtaEscrow.json");
  if (!existsSync(artifact)) return false;
  const sources = readdirSync(join(root, "src")).map((name) => join("src", name));
  const newest = [...sources, "foundry.toml", "tools/build.cjs"].map((path) => statSync(join(root, path)).mtimeMs);
  return statSync(artifact).mtimeMs >= Math.max(...newest);
}

const args = process.argv.slice(2);
const environment = {};
// A script without extension is no program on Windows.
if (windows) environment.FOUNDRY_SOLC = process.env.FOUNDRY_SOLC ?? join(__dirname, "solc.cmd");
if (args[0] === "test") {
  if (!escrowIsBuilt()) run(process.execPath, [join(__dirname, "build.cjs")]);
  environment.FOUNDRY_PROFILE = process.env.FOUNDRY_PROFILE ?? "test";
}
if (args[0] === "lint") Object.assign(environment, { FOUNDRY_OUT: "out/lint", FOUNDRY_CACHE_PATH: "cache/lint" });
run(binary, args, environment);
