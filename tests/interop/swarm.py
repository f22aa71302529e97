"""Carries a file by BitTorrent v2 with libtorrent (Debian: python3-libtorrent), as operators' clients would.

/usr/bin/python3 swarm.py FILE.torrent FIRST SECOND

One client downloads the file from its web seeds into the folder FIRST; another, which is told of no web seed, from the
first into SECOND. Both check every block. Writes one line of JSON and ends with 0, or with an exception after 20 seconds
without either."""
import json
import sys
import time

import libtorrent as lt

SECONDS = 20
SETTINGS = {
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "enable_incoming_utp": False, "enable_outgoing_utp": False,
    "alert_mask": lt.alert.category_t.all_categories,
}


def await_alert(session, kind):
    """The next alert of a kind; the last ones are the reason where there is none in time."""
    seen, end = [], time.monotonic() + SECONDS
    while time.monotonic() < end:
        # No wait_for_alert: the alert it turns into Python's may be moved by the next one meanwhile, which crashes.
        time.sleep(0.02)
        for alert in session.pop_alerts():
            if isinstance(alert, kind):
                return alert
            if isinstance(alert, (lt.torrent_error_alert, lt.url_seed_alert, lt.hash_failed_alert)):
                seen.append(alert.message())
    raise TimeoutError(f"no {kind.__name__}: {seen[-10:]}")


def download(torrent, folder, peer=None):
    session = lt.session(SETTINGS)
    port = await_alert(session, lt.listen_succeeded_alert).port
    added = session.add_torrent({"ti": torrent, "save_path": folder})
    if peer:
        added.connect_peer(("127.0.0.1", peer))
    await_alert(session, lt.torrent_finished_alert)
    # What it wrote is in the file once its cache is flushed.
    added.flush_cache()
    await_alert(session, lt.cache_flushed_alert)
    return session, port


with open(sys.argv[1], "rb") as file:
    metainfo = lt.bdecode(file.read())
first = lt.torrent_info(metainfo)
seeds = [seed["url"] for seed in first.web_seeds()]
seeding, port = download(first, sys.argv[2])
metainfo.pop(b"url-list")
second = lt.torrent_info(metainfo)
assert not second.web_seeds()
download(second, sys.argv[3], port)
print(json.dumps({
    "infoHash": first.info_hashes().v2.to_bytes().hex(), "isV2Alone": not first.info_hashes().has_v1(),
    "name": first.files().file_path(0), "bytes": first.files().file_size(0), "webSeeds": seeds,
}))
