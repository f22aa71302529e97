// Proves that the tests notice: compiles the escrow with one mutation after another (test/mutants.json) and demands
// that the test named there fails. Ends with 1 if a mutant lives, if its text is not found exactly once, or if what
// fails is not that test; and, whatever is chosen, if the list is not sound.
//
//   node tools/mutants.cjs               all of them
//   node tools/mutants.cjs --canaries    those that show that each invariant can be broken
//   node tools/mutants.cjs NAME …        these
"use strict";
const { spawn, spawnSync } = require("node:child_process");
const { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, relative, resolve } = require("node:path");
const solc = require("solc");

const root = resolve(__dirname, "..");
const folder = join(root, "artifacts", "mutants");
const source = "src/FairOtaEscrow.sol";

function fail(message) {
  console.error(message);
  process.exit(1);
}

const read = (...path) => JSON.parse(readFileSync(join(root, ...path), "utf8"));

/** The mutants that the arguments ask for. */
function chosen(all, args) {
  const names = all.map((mutant) => mutant.name);
  if (args.length === 0) return all;
  if (args.length === 1 && args[0] === "--canaries") return all.filter((mutant) => mutant.canary);
  const unknown = args.filter((name) => !names.includes(name));
  if (unknown.length) fail(`mutants.json has no ${unknown.join(", ")}.`);
  return all.filter((mutant) => args.includes(mutant.name));
}

/** The names of all tests. */
function tests() {
  const files = readdirSync(join(root, "test"), { recursive: true }).filter((file) => file.endsWith(".t.sol"));
  const texts = files.map((file) => readFileSync(join(root, "test", file), "utf8"));
  return texts.flatMap((text) => [...text.matchAll(/function ((?:test|invariant)\w*)\(/g)].map((match) => match[1]));
}

/** Whether the list is sound, those that are not chosen included: a change of the escrow or of a test shows at once. */
function check(input, all) {
  const known = tests();
  const canaries = all.filter((mutant) => mutant.canary).map((mutant) => mutant.test);
  if (new Set(all.map((mutant) => mutant.name)).size !== all.length) fail("mutants.json: a name occurs twice.");
  for (const mutant of all) {
    mutate(input, mutant);
    if (!known.includes(mutant.test)) fail(`${mutant.name}: there is no test ${mutant.test}.`);
  }
  for (const invariant of known.filter((name) => name.startsWith("invariant"))) {
    if (!canaries.includes(invariant)) fail(`${invariant} has no canary.`);
  }
}

/** The compiler's input with the mutation in it. */
function mutate(input, { name, file, find, replace }) {
  const path = file.startsWith("@") ? file : `src/${file}`;
  const parts = (input.sources[path] ?? fail(`${name}: there is no ${path}.`)).content.split(find);
  if (parts.length !== 2) fail(`${name}: its text is found ${parts.length - 1} times in ${path}, not once.`);
  return { ...input, sources: { ...input.sources, [path]: { content: parts.join(replace) } } };
}

/** Compiles a mutant into the artifact whose path, relative to the contracts' folder, is returned. */
function compile(input, mutant) {
  const output = JSON.parse(solc.compile(JSON.stringify(mutate(input, mutant))));
  const errors = (output.errors ?? []).filter((message) => message.severity === "error");
  if (errors.length) fail(`${mutant.name} does not compile:\n${errors.map((e) => e.formattedMessage).join("\n")}`);
  const { abi, evm } = output.contracts[source].FairOtaEscrow;
  const target = join(folder, `${mutant.name}.json`);
  const code = (object) => `0x${object.object}`;
  const artifact = { abi, bytecode: code(evm.bytecode), deployedBytecode: code(evm.deployedBytecode) };
  writeFileSync(target, JSON.stringify(artifact));
  return relative(root, target).replaceAll("\\", "/");
}

/** Runs the test that should fail, and gives what forge printed. Failures are not kept for later runs. */
function test(mutant, artifact, scratch) {
  const environment = {
    ...process.env,
    FAIROTA_ESCROW: artifact,
    FOUNDRY_FUZZ_FAILURE_PERSIST_DIR: scratch,
    FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR: scratch,
    FOUNDRY_INVARIANT_RUNS: "128", // it stops at the first sequence that breaks the invariant
    FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT: "0", // and any sequence will do
    NO_COLOR: "1",
  };
  const args = [join(__dirname, "forge.cjs"), "test", "--match-test", `^${mutant.test}\\(`];
  const child = spawn(process.execPath, args, { cwd: root, env: environment });
  return new Promise((done, failed) => {
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", failed);
    child.on("close", (status) => done({ status, output }));
  });
}

/** Whether that test failed, and it alone: no set-up did. Forge says so before it sums up. */
function killed(mutant, { status, output }) {
  const failures = output.split("\nFailing tests:")[0].split("[FAIL").slice(1);
  return status !== 0 && failures.length === 1 && failures[0].includes(` ${mutant.test}(`);
}

async function main() {
  const all = read("test", "mutants.json");
  const mutants = chosen(all, process.argv.slice(2));
  if (spawnSync(process.execPath, [join(__dirname, "build.cjs")], { stdio: "inherit" }).status !== 0) process.exit(1);
  const input = read("artifacts", "FairOtaEscrow.input.json");
  check(input, all);
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "fairota-mutants-"));

  let alive = 0;
  let running = Promise.resolve();
  for (const mutant of mutants) {
    const artifact = compile(input, mutant);
    // The next one is compiled while this one is tested.
    await running;
    running = test(mutant, artifact, scratch).then((result) => {
      const dead = killed(mutant, result);
      if (!dead) ++alive;
      console.log(`${dead ? "killed" : "ALIVE "}  ${mutant.name}  (${mutant.test})`);
      if (!dead) console.log(result.output);
    });
  }
  await running;
  rmSync(scratch, { recursive: true });
  rmSync(folder, { recursive: true });
  console.log(`${mutants.length - alive} of ${mutants.length} mutants killed`);
  process.exitCode = alive === 0 && mutants.length > 0 ? 0 : 1;
}

main();
