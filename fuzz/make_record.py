#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes corpus_event/ and corpus_bundle/ with the program itself: an incident of three events,
its encoded events whole, with parts left out and bare, bundles of both kinds, and a checkpoint.
Identifiers are salted and keys are new each time, so the bytes differ from run to run; run it
again when the encoding changes. Usage: make_record.py CROSSWATCH DIRECTORY"""
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

CALL = "Position 50.92 N 1.55 E, 33 personnes, moteur en panne"


def main(program, out):
    out = pathlib.Path(out).resolve()
    events, bundles = out / "corpus_event", out / "corpus_bundle"
    for folder in (events, bundles):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as where:
        def run(*words, text=None):
            done = subprocess.run([program, *words], cwd=where, input=text, text=True, check=True,
                                  stdout=subprocess.PIPE)
            return done.stdout

        keys = {}
        for centre in ("dover", "gris-nez"):
            told = run("record", "init", centre + ".db", "centre=" + centre, "key=" + centre + ".key")
            keys[centre] = told.strip().splitlines()[-1]
        run("record", "trust", "dover.db", "public=" + keys["gris-nez"])
        run("record", "trust", "gris-nez.db", "public=" + keys["dover"])
        always = ["incident=D-1", "person=watch", "share=gris-nez"]
        run("incident", "open", "dover.db", *always)
        run("incident", "report", "dover.db", *always, "caller=+33600000000", text=CALL)
        run("incident", "missed", "dover.db", "incident=D-1", "person=watch", "number=+33600000001")
        note = run("record", "checkpoint", "dover.db", "key=dover.key")
        (bundles / "checkpoint").write_text(note)
        for name, release in (("bare", ["release=open/body"]),
                              ("parts", ["release=report/caller"]), ("whole", [])):
            run("record", "export", "dover.db", "key=dover.key", "to=gris-nez", "file=" + name,
                *release)
            (bundles / name).write_bytes((pathlib.Path(where) / name).read_bytes())
            run("record", "import", "gris-nez.db", "file=" + name)
            save(pathlib.Path(where) / "gris-nez.db", events, name)
        save(pathlib.Path(where) / "dover.db", events, "own")


def save(database, folder, name):
    with sqlite3.connect(database) as records:
        for seq, content in records.execute("SELECT seq, bytes FROM event"):
            (folder / f"{name}{seq}").write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2])
