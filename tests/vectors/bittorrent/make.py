"""Makes metainfo.json: hashes of files by BEP 52, written from its text alone, each compared with what libtorrent makes
of the same file (Debian's python3-libtorrent, 2.0.8). /usr/bin/python3 make.py > metainfo.json

A case's file is SHA-256(be32(0)) || SHA-256(be32(1)) || ..., cut to its length."""
import hashlib
import json
import os
import tempfile

import libtorrent as lt

BLOCK = 16 * 1024
RELEASE = bytes(range(32)).hex()
NAME = RELEASE + ".package"


def sha(data):
    return hashlib.sha256(data).digest()


def content(length):
    return b"".join(sha(i.to_bytes(4, "big")) for i in range((length + 31) // 32))[:length]


def layers(data):
    """All layers of the tree, from the leaves up, padded with zero leaves to a power of two."""
    leaves = [sha(data[at:at + BLOCK]) for at in range(0, len(data), BLOCK)]
    while len(leaves) & (len(leaves) - 1):
        leaves.append(bytes(32))
    tree = [leaves]
    while len(tree[-1]) > 1:
        tree.append([sha(a + b) for a, b in zip(tree[-1][::2], tree[-1][1::2])])
    return tree


def bencode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, bytes):
        return b"%d:" % len(value) + value
    if isinstance(value, str):
        return bencode(value.encode())
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    keyed = {key.encode() if isinstance(key, str) else key: each for key, each in value.items()}
    return b"d" + b"".join(bencode(key) + bencode(keyed[key]) for key in sorted(keyed)) + b"e"


def by_libtorrent(data, piece):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, NAME), "wb") as file:
            file.write(data)
        files = lt.file_storage()
        lt.add_files(files, os.path.join(folder, NAME))
        torrent = lt.create_torrent(files, piece, lt.create_torrent.v2_only)
        lt.set_piece_hashes(torrent, folder)
        made = torrent.generate()
        return made[b"info"], made.get(b"piece layers", {})


def case(length, piece, private=False, trackers=(), seeds=()):
    data = content(length)
    tree = layers(data)
    root = tree[-1][0]
    layer = b""
    if length > piece:
        whole = tree[(piece // BLOCK).bit_length() - 1]
        layer = b"".join(whole[:(length + piece - 1) // piece])
    info = {
        "file tree": {NAME: {"": {"length": length, "pieces root": root}}},
        "meta version": 2, "name": NAME, "piece length": piece,
    }
    made, made_layers = by_libtorrent(data, piece)
    assert bencode(made) == bencode(info), (length, piece)
    assert made_layers.get(root, b"") == layer, (length, piece)
    if private:
        info["private"] = 1
    torrent = {"info": info, "piece layers": {root: layer} if layer else {}}
    if trackers:
        torrent["announce"] = trackers[0]
    if len(trackers) > 1:
        torrent["announce-list"] = [[url] for url in trackers]
    if seeds:
        torrent["url-list"] = list(seeds)
    encoded = bencode(torrent)
    loaded = lt.torrent_info(lt.bdecode(encoded))
    info_hash = sha(bencode(info))
    assert loaded.info_hashes().v2.to_bytes() == info_hash and not loaded.info_hashes().has_v1()
    assert sorted(each["url"] for each in loaded.web_seeds()) == sorted(seeds)
    assert sorted(each.url for each in loaded.trackers()) == sorted(trackers)
    assert loaded.priv() == private
    return {
        "length": length, "piece": piece, "private": private, "trackers": list(trackers), "seeds": list(seeds),
        "root": root.hex(), "layerBytes": len(layer), "layerSha256": sha(layer).hex(), "infoHash": info_hash.hex(),
        "torrentBytes": len(encoded), "torrentSha256": sha(encoded).hex(),
    }


def own_piece(length):
    piece = BLOCK
    while piece * 1024 < length:
        piece *= 2
    return piece


SEEDS = [f"https://one.example/v1/releases/{RELEASE}/package/", f"http://127.0.0.1:8080/v1/releases/{RELEASE}/package/"]
TRACKERS = ["https://tracker.example/announce?key=a%20b", "udp://tracker.example:6969"]
LARGEST = 64 * 1024 * 1024 + 4096
trees = [
    case(length, piece) for length, piece in [
        (1, BLOCK), (BLOCK - 1, BLOCK), (BLOCK, BLOCK), (BLOCK + 1, BLOCK), (2 * BLOCK, BLOCK), (5 * BLOCK - 7, BLOCK),
        (1, 4 * BLOCK), (BLOCK + 1, 4 * BLOCK), (3 * BLOCK, 4 * BLOCK), (4 * BLOCK, 4 * BLOCK),
        (4 * BLOCK + 1, 4 * BLOCK), (8 * BLOCK, 4 * BLOCK), (9 * BLOCK, 4 * BLOCK), (11 * 4 * BLOCK - 1, 4 * BLOCK),
    ]
]
torrents = [
    case(length, own_piece(length), *terms) for length, *terms in [
        (4112,), (BLOCK, False, (), SEEDS[:1]), (1024 * BLOCK, False, TRACKERS[:1], SEEDS),
        (1024 * BLOCK + 1, True, TRACKERS, SEEDS), (LARGEST, False, (), SEEDS[:1]),
    ]
]
print(json.dumps({"release": RELEASE, "trees": trees, "torrents": torrents}, indent=1))
