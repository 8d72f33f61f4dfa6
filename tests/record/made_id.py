#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads an event's encoding (hexadecimal, the only argument) as docs/record.md describes it and
prints the event's identifier: a second implementation, for the tests."""
import hashlib
import sys

data = bytes.fromhex(sys.argv[1])
at = 0


def take(n):
    global at
    assert at + n <= len(data)
    at += n
    return data[at - n:at]


def text():
    return take(take(1)[0])


assert take(4) == b"CWE1"
for _ in range(3):
    text()
take(24)
for _ in range(take(1)[0]):
    text()
take(32 * take(1)[0])
for _ in range(take(1)[0]):
    text()
count = take(1)[0]
bare = data[:at]
for _ in range(count):
    name = text()
    flags = take(1)[0]
    if flags & 2:
        salt = take(16)
        content = take(int.from_bytes(take(4), "big"))
        commitment = hashlib.sha256(b"crosswatch part 1\0" + salt + content).digest()
    else:
        commitment = take(32)
    bare += bytes([len(name)]) + name + bytes([flags & 1]) + commitment
assert at == len(data)
print(hashlib.sha256(b"crosswatch event 1\0" + bare).hexdigest())
