// What ethers and @openzeppelin/merkle-tree make of the cases on stdin, and whether they accept what FairOTA made of
// them. One JSON document in, one out. Packages come from contracts/node_modules.
"use strict";
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join, resolve } = require("node:path");

const contracts = createRequire(join(resolve(__dirname, "../.."), "contracts", "package.json"));
const ethers = contracts("ethers");
const { StandardMerkleTree } = contracts("@openzeppelin/merkle-tree");

const types = {
  ProofOfDistribution: {
    ProofOfDistribution: [
      { name: "releaseId", type: "bytes32" },
      { name: "distributor", type: "address" },
      { name: "keyCommitment", type: "address" },
      { name: "validUntil", type: "uint64" },
    ],
  },
  OpenSession: {
    OpenSession: [
      { name: "releaseId", type: "bytes32" },
      { name: "distributor", type: "address" },
      { name: "device", type: "address" },
      { name: "nonce", type: "bytes32" },
      { name: "boundUntil", type: "uint64" },
    ],
  },
};

const lower = (hex) => hex.toLowerCase();

const hash = ({ message }) => ({ keccak: ethers.keccak256(message) });

function signature({ key, digest, ours }) {
  const signingKey = new ethers.SigningKey(key);
  const made = signingKey.sign(digest);
  return {
    publicKey: signingKey.publicKey,
    address: lower(ethers.computeAddress(key)),
    compact: made.compactSerialized,
    recovered: lower(ethers.recoverAddress(digest, ethers.Signature.from(ours))),
  };
}

function typed({ type, chainId, escrow, message }) {
  const domain = { name: "FairOTA", version: "1", chainId, verifyingContract: escrow };
  return { digest: ethers.TypedDataEncoder.hash(domain, types[type], message) };
}

function transaction({ key, fields, ours }) {
  const unsigned = ethers.Transaction.from({ type: 2, ...fields });
  const digest = unsigned.unsignedHash;
  unsigned.signature = new ethers.SigningKey(key).sign(digest);
  const read = ethers.Transaction.from(ours);
  return { raw: unsigned.serialized, hash: unsigned.hash, digest, readHash: read.hash, readFrom: lower(read.from) };
}

function fleet({ devices, index, ours }) {
  const values = devices.map((device, i) => [i, device]);
  const encoding = ["uint256", "address"];
  const tree = StandardMerkleTree.of(values, encoding);
  return {
    root: tree.root,
    proof: tree.getProof(index),
    accepted: StandardMerkleTree.verify(ours.root, encoding, values[index], ours.proof),
  };
}

const create2 = ({ proxy, salt, code }) => ({
  address: lower(ethers.getCreate2Address(proxy, salt, ethers.keccak256(code))),
});

function keyless({ raw }) {
  const { from, nonce, gasLimit, gasPrice, chainId } = ethers.Transaction.from(raw);
  return {
    from: lower(from),
    creates: lower(ethers.getCreateAddress({ from, nonce })),
    cost: String(gasLimit * gasPrice),
    chainId: String(chainId),
  };
}

const escrow = new ethers.Interface(require("../../contracts/artifacts/FairOtaEscrow.json").abi);

const call = ({ name, values }) => ({ data: escrow.encodeFunctionData(name, values) });

const log = ({ name, values }) => escrow.encodeEventLog(name, values);

const cases = JSON.parse(readFileSync(0, "utf8"));
const peers = { hash, signature, typed, transaction, fleet, create2, keyless, call, log };
const answers = Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, cases[name].map(peer)]));
process.stdout.write(JSON.stringify(answers));
