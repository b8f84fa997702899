#!/usr/bin/env python3
"""Makes variants.txt: the classes of character variants by which names are found.

    pip install jntajis-python==<version named in README.md>;  python3 make.py > variants.txt

Reads the MJ shrink map (MJ縮退マップ) as that package carries it, and supplement.txt beside this script.
README.md says what is taken from where, and under which licence.
"""

import collections
import pathlib
import sys
import unicodedata

import jntajis

# Schemes of the MJ shrink map that are taken: unification rules of JIS and UCS, and the notices on family registers.
# Left out: Notice 582 (substitutes for simplified Chinese characters), which joins what no Japanese name joins.
SCHEMES = (1, 8)
RANGES = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFF))
HERE = pathlib.Path(__file__).parent


def rank(c):
    """0 for the first level of JIS X 0208, 1 for the second, 2 for all others."""
    try:
        encoded = c.encode("shift_jis")
    except UnicodeEncodeError:
        return 2
    return 0 if len(encoded) == 2 and encoded < b"\x98\x9f" else 1


def candidates(c):
    """What the map gives for one character, without itself and in normal form."""
    found = []
    for scheme in SCHEMES:
        for candidate in jntajis.mj_shrink_candidates(c, scheme):
            candidate = unicodedata.normalize("NFKC", candidate)
            if len(candidate) == 1 and candidate != c and candidate not in found:
                found.append(candidate)
    return found


def supplement():
    """Own pairs to join ('+') and pairs of the map that are not taken ('-')."""
    join, leave = [], set()
    for line in (HERE / "supplement.txt").read_text("utf-8").splitlines():
        kind, _, characters = line.partition(" ")
        if kind == "+":
            join += [(characters[0], other) for other in characters[1:].strip()]
        elif kind == "-":
            leave.add(frozenset(characters.strip()))
    return join, leave


class Classes:
    def __init__(self):
        self.parent = {}

    def find(self, c):
        self.parent.setdefault(c, c)
        while self.parent[c] != c:
            self.parent[c] = self.parent[self.parent[c]]
            c = self.parent[c]
        return c

    def join(self, a, b):
        self.parent[self.find(a)] = self.find(b)


def main():
    join, leave = supplement()
    classes, targets, rare = Classes(), collections.Counter(), []
    for first, last in RANGES:
        for c in map(chr, range(first, last + 1)):
            if unicodedata.normalize("NFKC", c) != c:
                continue  # a compatibility ideograph: the normal form already folds it
            found = [d for d in candidates(c) if frozenset(c + d) not in leave]
            targets.update(found)
            if rank(c) == 2:
                rare.append((c, found))
                continue
            for d in found:
                if rank(d) < 2:
                    classes.join(c, d)
    for a, b in join:
        classes.join(a, b)
    # A character outside JIS X 0208 joins one class at most: else it would tie together what has nothing in common.
    for c, found in rare:
        homes = {classes.find(d) for d in found}
        if len(homes) == 1:
            classes.join(c, found[0])
    groups = collections.defaultdict(list)
    for c in classes.parent:
        groups[classes.find(c)].append(c)
    lines = []
    for members in groups.values():
        if len(members) > 1:
            head = min(members, key=lambda c: (rank(c), -targets[c], ord(c)))
            lines.append(head + "".join(sorted(c for c in members if c != head)))
    print("# Made by make.py; origin and licence (CC BY-SA 2.1 JP) in README.md. The first of a line stands for all of it.")
    print("\n".join(sorted(lines)))
    print(len(lines), "classes", sum(map(len, lines)), "characters", file=sys.stderr)


main()
