// Prepared powers of tau for circuits of one size, from a tau that is known: then the Lagrange points are products of the
// generators, and no transform over points is needed, which takes snarkjs twenty minutes at 2^15. Whoever knows tau can
// forge, so these are good for measuring alone. The file's form is snarkjs's; what no such circuit reads is left zero.

import * as binFile from '@iden3/binfileutils';
import * as snarkjs from 'snarkjs';

const [tau, alpha, beta] = [5463458053n, 2718281828n, 3141592653n];

export async function toyPowersOfTau(power, path) {
    const curve = await snarkjs.curves.getCurveFromName('bn128');
    const { Fr, G1, G2 } = curve;
    const file = await binFile.createBinFile(path, 'ptau', 1, 11);
    const section = async (id, ...parts) => {
        await binFile.startWriteSection(file, id);
        for (const part of parts) await file.write(part);
        await binFile.endWriteSection(file);
    };

    // Each Lagrange polynomial of the 2^bits-th roots of unity at tau, from the `first` on, every `step`-th.
    function* lagrange(bits, first, step) {
        const size = Fr.e(1n << BigInt(bits)), at = Fr.e(tau);
        let whole = at;
        for (let i = 0; i < bits; i++) whole = Fr.square(whole);
        const factor = Fr.div(Fr.sub(whole, Fr.one), size);
        const stride = Fr.exp(Fr.w[bits], BigInt(step));
        let root = Fr.exp(Fr.w[bits], BigInt(first));
        for (let i = first; i < 2 ** bits; i += step) {
            yield Fr.div(Fr.mul(factor, root), Fr.sub(at, root));
            root = Fr.mul(root, stride);
        }
    }

    function points(G, scalars, first, step, count) {
        const bytes = G.F.n8 * 2, result = new Uint8Array(count * bytes);
        let i = first;
        for (const scalar of scalars) {
            G.toRprLEM(result, i * bytes, G.timesFr(G.g, scalar));
            i += step;
        }
        return result;
    }

    const times = (scalars, k) => scalars.map(s => Fr.mul(s, Fr.e(k)));
    const count = 2 ** power;
    const at = [...lagrange(power, 0, 1)];
    const below = G => new Uint8Array((count - 1) * G.F.n8 * 2);
    const one = (G, k) => points(G, [Fr.e(k)], 0, 1, 1);

    await binFile.startWriteSection(file, 1);
    await file.writeULE32(curve.F1.n8);
    await binFile.writeBigInt(file, curve.q, curve.F1.n8);
    await file.writeULE32(power);
    await file.writeULE32(power);
    await binFile.endWriteSection(file);
    await section(2, one(G1, 1n));
    await section(3, one(G2, 1n));
    await section(4, one(G1, alpha));
    await section(5, one(G1, beta));
    await section(6, one(G2, beta));
    await section(7, new Uint8Array(4));
    await section(
        12, below(G1), points(G1, at, 0, 1, count), points(G1, lagrange(power + 1, 1, 2), 1, 2, 2 * count));
    await section(13, below(G2), points(G2, at, 0, 1, count));
    await section(14, below(G1), points(G1, times(at, alpha), 0, 1, count));
    await section(15, below(G1), points(G1, times(at, beta), 0, 1, count));
    await file.close();
}
