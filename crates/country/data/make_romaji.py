#!/usr/bin/env python3
"""Make romaji.tsv, the prefectures and municipalities in Latin letters as certificates of cards have them, from a package of PyPI.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install japancode==0.1.0
    /tmp/v/bin/python crates/country/data/make_romaji.py

Hepburn without marks of length, the kind of place after a hyphen (Chiyoda-ku). Our own rule: spellings of single places may differ from
those that the places use.
"""

import json
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = Path(sysconfig.get_paths()["purelib"]) / "japancode" / "data"

KANA = dict(
    zip(
        "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんがぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽ",
        "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa o n "
        "ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po".split(),
    )
)
SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
ENDINGS = {"都": ["と"], "道": [], "府": ["ふ"], "県": ["けん"], "市": ["し"], "区": ["く"], "町": ["ちょう", "まち"], "村": ["むら", "そん"]}
LONG = [("ou", "o"), ("oo", "o"), ("uu", "u")]


def latin(kana: str) -> str:
    out = []
    for sign in kana:
        if sign in SMALL:
            before = out.pop()[:-1]  # drops the i
            out.append(before + (SMALL[sign][1:] if before in ("sh", "ch", "j") else SMALL[sign]))
        elif sign == "っ":
            out.append("*")
        else:
            out.append("a" if sign == "ゎ" else KANA.get(sign) or KANA[chr(ord(sign) - 0x60)])  # ケ and ヶ of place names
    text = "".join(out)
    while "*" in text:
        after = text[text.index("*") + 1 :]
        text = text.replace("*", "t" if after.startswith("ch") else after[:1], 1)
    for long, short in LONG:
        text = text.replace(long, short)
    return text.replace("nb", "mb").replace("nm", "mm").replace("np", "mp").capitalize()


def place(name: str, kana: str) -> str:
    for ending in ENDINGS.get(name[-1], []):
        if kana.endswith(ending) and len(kana) > len(ending):
            return f"{latin(kana[: -len(ending)])}-{latin(ending).lower()}"
    return latin(kana)


def main() -> None:
    prefectures = json.loads((DATA / "prefectures.json").read_text(encoding="utf-8"))
    rows = [(f"{int(p['pid']):02d}", place(p["pref"], p["prefkana"])) for p in prefectures]
    for city in json.loads((DATA / "municipalities.json").read_text(encoding="utf-8")):
        parts = zip(city["city"].split(), city["citykana"].split())
        rows.append((f"{int(city['lgcode']):06d}", " ".join(place(*part) for part in parts)))
    rows.sort()
    head = "# prefecture (2 digits) or municipality (6 digits); Latin letters. Made by make_romaji.py from japancode 0.1.0 (MIT).\n"
    text = head + "".join(f"{code}\t{name}\n" for code, name in rows)
    (HERE / "romaji.tsv").write_text(text, encoding="utf-8", newline="\n")
    print(f"romaji.tsv: {len(rows)} rows, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
