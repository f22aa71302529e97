// A zero-knowledge contingent payment by a zk-SNARK (Groth16 over BN254, Poseidon), the peer of FairOTA's exchange. Reads
// payloads, one a line in hexadecimal; proves and verifies the sale of each and writes a line of JSON. What depends on the
// size alone is made when a size first comes, and kept in keys/.
//
// Times are processor time of this process with its threads, in milliseconds: what one core would take.
//
// The ceremony is a toy (toytau.mjs). It takes the same time to prove under.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as snarkjs from 'snarkjs';
import { toyPowersOfTau } from './toytau.mjs';

const elementBytes = 31;
const maxBytes = 64 * 1024;
const here = dirname(fileURLToPath(import.meta.url));
const keys = join(here, 'keys');

function processorMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
}

function toElements(payload) {
    const elements = [];
    for (let i = 0; i < payload.length; i += elementBytes) {
        elements.push(BigInt('0x' + payload.subarray(i, i + elementBytes).toString('hex')).toString());
    }
    return elements;
}

// Made beside its place and moved there whole: a run that ends early leaves nothing half done.
async function make(path, write) {
    if (existsSync(path)) return;
    await write(path + '.part');
    renameSync(path + '.part', path);
}

function compile(count) {
    const name = join(keys, `sale${count}`);
    if (!existsSync(name + '.r1cs')) {
        writeFileSync(
            name + '.circom',
            `pragma circom 2.1.0;\ninclude "../payload.circom";\ncomponent main = Sale(${count});\n`);
        execFileSync(
            process.execPath,
            ['node_modules/circom2/cli.js', `keys/sale${count}.circom`, '--wasm', '--r1cs', '--O2', '-l', 'node_modules',
                '-o', 'keys'],
            { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] });
    }
    return { r1cs: name + '.r1cs', wasm: join(keys, `sale${count}_js`, `sale${count}.wasm`), zkey: name + '.zkey' };
}

async function prepare(count) {
    const files = compile(count);
    const { nConstraints, nPubInputs, nOutputs } = await snarkjs.r1cs.info(files.r1cs);
    await make(files.zkey, async file => {
        // As snarkjs counts: a constraint for each public signal, and the size up to the next power of two.
        const power = Math.floor(Math.log2(nConstraints + nPubInputs + nOutputs)) + 1;
        const tau = join(keys, `tau${power}`);
        await make(tau, part => toyPowersOfTau(power, part));
        await snarkjs.zKey.newZKey(files.r1cs, tau, file);
    });
    return {
        ...files,
        constraints: nConstraints,
        verificationKey: await snarkjs.zKey.exportVerificationKey(files.zkey),
        keyBytes: statSync(files.zkey).size,
    };
}

async function sell(circuit, payload) {
    const input = { key: '123456789', payload: toElements(payload) };
    const started = processorMs();
    const { proof, publicSignals } = await snarkjs.groth16.fullProve(input, circuit.wasm, circuit.zkey);
    const proved = processorMs();
    const accepted = await snarkjs.groth16.verify(circuit.verificationKey, publicSignals, proof);
    const verified = processorMs();

    // A verifier that takes anything would be measured just as well.
    const other = [...publicSignals];
    other[other.length - 1] = (BigInt(other[other.length - 1]) + 1n).toString();
    if (!accepted || await snarkjs.groth16.verify(circuit.verificationKey, other, proof)) {
        throw new Error('the verifier does not tell a right statement from a wrong one');
    }

    return {
        bytes: payload.length,
        constraints: circuit.constraints,
        proveMs: proved - started,
        verifyMs: verified - proved,
        // Two points of G1 and one of G2, compressed; root and commitment; the elements of the cipher.
        wireBytes: 4 * 32 + 32 * publicSignals.length,
        keyBytes: circuit.keyBytes,
    };
}

mkdirSync(keys, { recursive: true });
const circuits = new Map();
for await (const line of createInterface({ input: process.stdin })) {
    const payload = Buffer.from(line, 'hex');
    if (payload.length === 0 || payload.length > maxBytes) throw new Error(`1 to ${maxBytes} bytes`);
    const count = Math.ceil(payload.length / elementBytes);
    if (!circuits.has(count)) circuits.set(count, await prepare(count));
    console.log(JSON.stringify(await sell(circuits.get(count), payload)));
}
process.exit(0);
