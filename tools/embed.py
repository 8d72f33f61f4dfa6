#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the text tables of data/ into one C file, so that the program is one file and a table is
never typed twice. Usage: embed.py FILE... OUTPUT"""
import os
import sys

files, output = sys.argv[1:-1], sys.argv[-1]
with open(output, "w", encoding="ascii") as out:
    out.write("/* Generated from data/ by tools/embed.py. */\n#include <string.h>\n"
              "#include <crosswatch/base.h>\n\n")
    for number, path in enumerate(files):
        data = open(path, "rb").read()
        out.write("static const unsigned char file_%d[] = {\n" % number)
        for start in range(0, len(data), 24):
            out.write(",".join(str(b) for b in data[start:start + 24]) + ",\n")
        out.write("0};\n")
    out.write("\nstatic const struct { const char *name; const unsigned char *bytes; "
              "size_t length; } files[] = {\n")
    for number, path in enumerate(files):
        out.write('    {"%s", file_%d, sizeof file_%d - 1},\n'
                  % (os.path.basename(path), number, number))
    out.write("};\n\nconst char *cw_data_file(const char *name, size_t *length) {\n"
              "    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {\n"
              "        if (strcmp(files[i].name, name) != 0) continue;\n"
              "        if (length != NULL) *length = files[i].length;\n"
              "        return (const char *)files[i].bytes;\n    }\n    return NULL;\n}\n")
