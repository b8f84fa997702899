#!/usr/bin/env python3
"""Make surnames.tsv, given.tsv and municipalities.tsv from two packages of PyPI and from given_heads.tsv.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install japanese-personal-name-dataset==0.4.0 japancode==0.1.0
    /tmp/v/bin/python crates/country/data/make.py

The tables are committed; this script says where they are from. The same packages give the same bytes.
"""

import csv
import json
import sysconfig
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
SITE = Path(sysconfig.get_paths()["purelib"])
NAMES = SITE / "japanese_personal_name_dataset" / "dataset"

# A character of a surname, what some of its bearers write instead, their share of the bearers (invented), and the kind:
# jis = in CP932; unicode = in Unicode only; ivs = with a variation selector; compat = a compatibility ideograph that NFC
# would fold; gaiji = a private-use code of the register's own fonts.
VARIANTS = [
    ("高", "髙", 0.12, "jis"),
    ("崎", "﨑", 0.14, "jis"),
    ("吉", "𠮷", 0.06, "unicode"),
    ("辺", "邊", 0.05, "jis"),
    ("辺", "邉", 0.05, "jis"),
    ("沢", "澤", 0.12, "jis"),
    ("浜", "濵", 0.05, "jis"),
    ("浜", "濱", 0.10, "jis"),
    ("広", "廣", 0.07, "jis"),
    ("桜", "櫻", 0.06, "jis"),
    ("島", "嶋", 0.05, "jis"),
    ("島", "嶌", 0.01, "jis"),
    ("富", "冨", 0.06, "jis"),
    ("国", "國", 0.04, "jis"),
    ("関", "關", 0.01, "jis"),
    ("黒", "黑", 0.03, "jis"),
    ("真", "眞", 0.06, "jis"),
    ("徳", "德", 0.05, "jis"),
    ("瀬", "瀨", 0.03, "jis"),
    ("柳", "栁", 0.03, "jis"),
    ("曽", "曾", 0.08, "jis"),
    ("斎", "齋", 0.04, "jis"),
    ("斉", "齊", 0.04, "jis"),
    ("滝", "瀧", 0.08, "jis"),
    ("竜", "龍", 0.10, "jis"),
    ("神", "\ufa19", 0.02, "compat"),
    ("福", "\ufa1b", 0.01, "compat"),
    ("塚", "\ufa10", 0.04, "compat"),
    ("葛", "葛\U000e0100", 0.15, "ivs"),
    ("辻", "辻\U000e0100", 0.12, "ivs"),
    ("邉", "邉\U000e0101", 0.05, "ivs"),
    ("邉", "邉\U000e010f", 0.03, "ivs"),
    ("榊", "榊\U000e0100", 0.06, "ivs"),
    ("樋", "樋\U000e0100", 0.06, "ivs"),
    ("芦", "芦\U000e0100", 0.05, "ivs"),
    ("辺", "\ue000", 0.004, "gaiji"),
    ("邉", "\ue001", 0.03, "gaiji"),
    ("辻", "\ue002", 0.02, "gaiji"),
    ("斎", "\ue003", 0.006, "gaiji"),
    ("藤", "\ue004", 0.001, "gaiji"),
    ("葉", "\ue005", 0.003, "gaiji"),
    ("崎", "\ue006", 0.004, "gaiji"),
]

# The same for given names: only the head of the table, with small shares.
GIVEN_VARIANTS = [("恵", "惠", 0.03), ("真", "眞", 0.02), ("隆", "\uf9dc", 0.01), ("栄", "榮", 0.02), ("徳", "德", 0.02)]

# Census of 2020 by prefecture, thousands, rounded (Statistics Bureau, 令和2年国勢調査).
PREFECTURES = [
    5225, 1238, 1211, 2302, 960, 1068, 1833, 2867, 1933, 1939, 7345, 6284, 14048, 9237, 2201, 1035, 1133, 767, 810, 2048,
    1979, 3633, 7542, 1770, 1414, 2578, 8838, 5465, 1324, 923, 553, 671, 1888, 2800, 1342, 720, 950, 1335, 692, 5135,
    811, 1312, 1738, 1124, 1070, 1588, 1467,
]  # fmt: skip


def katakana(hiragana: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in hiragana)


def write(name: str, head: str, rows: list) -> None:
    text = head + "".join("\t".join(str(v) for v in row) + "\n" for row in rows)
    (HERE / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name}: {len(rows)} rows, {len(text.encode())} bytes")


def surnames() -> None:
    with open(NAMES / "last_name_org.csv", encoding="utf-8", newline="") as f:
        source = [(r[0], katakana(r[2]), int(r[1])) for r in csv.reader(f) if r and r[1].isdigit()]
    listed = {s for s, _, _ in source}
    rows = []
    for spelling, kana, people in source:
        left = people
        for plain, variant, share, kind in VARIANTS:
            other = spelling.replace(plain, variant, 1)
            if plain in spelling and other not in listed:
                bearers = int(people * share)
                if bearers:
                    rows.append((other, kana, bearers, kind))
                    left -= bearers
        rows.append((spelling, kana, left, "plain"))
    rows.sort(key=lambda r: (-r[2], r[0]))
    write(
        "surnames.tsv",
        "# spelling; kana; people; kind of spelling. Made by make.py from japanese-personal-name-dataset 0.4.0 (MIT), shares of variants invented.\n",
        rows,
    )


# Endings that tell the age of a name: (sex, endings, first, peak, last). The first that fits counts. Our own rule of thumb.
FASHIONS = [
    ("f", "子", 1890, 1945, 2005),
    ("f", "江枝代", 1890, 1942, 1990),
    ("f", "恵美", 1925, 1968, 2015),
    ("f", "香佳織里理穂紀希奈", 1945, 1986, 2026),
    ("f", "菜花華愛結莉乃音咲月心羽凛桜彩", 1978, 2008, 2026),
    ("f", "", 1952, 1990, 2026),
    ("m", "吉助蔵松造衛", 1880, 1905, 1960),
    ("m", "雄夫男治三次司弘一勇", 1885, 1945, 2000),
    ("m", "之明彦哉也広浩宏幸", 1925, 1970, 2010),
    ("m", "太介輔平樹希郎", 1935, 1986, 2026),
    ("m", "翔斗真翼蓮颯陽大音汰人生", 1965, 2008, 2026),
    ("m", "", 1925, 1978, 2026),
]


def fashion(sex: str, spelling: str) -> tuple:
    return next((a, b, c) for s, ends, a, b, c in FASHIONS if s == sex and (not ends or spelling[-1] in ends))


def heads() -> list:
    rows = []
    for line in (HERE / "given_heads.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        sex, peak, names = line.split("\t")
        for rank, name in enumerate(names.split()):
            spelling, kana = name.split("/")
            weight = int(10000 / (rank + 4))
            for plain, variant, share in GIVEN_VARIANTS:
                if plain in spelling:
                    some = max(1, int(weight * share))
                    rows.append((sex, spelling.replace(plain, variant), kana, int(peak) - 14, peak, int(peak) + 16, some))
                    weight -= some
            rows.append((sex, spelling, kana, int(peak) - 14, peak, int(peak) + 16, weight))
    return rows


def tail(sex: str, files: list, known: set, at_most: int) -> list:
    """Names of the long tail: of each reading a few spellings, chosen by a checksum so that they stay the same."""
    candidates = {}
    for file in files:
        with open(NAMES / file, encoding="utf-8", newline="") as f:
            for row in csv.reader(f):
                spellings = [s for s in row[2:] if s and 1 <= len(s) <= 3]
                if len(spellings) < 5:
                    continue
                spellings.sort(key=lambda s: zlib.crc32(f"{row[0]}{s}".encode()))
                for s in spellings[: 2 + len(spellings) // 12]:
                    candidates[(sex, s, katakana(row[0]))] = len(spellings)
    chosen = sorted((k for k in candidates if k not in known), key=lambda k: (zlib.crc32(f"{k[1]}{k[2]}".encode()), k))
    rows = []
    for key in chosen[:at_most]:
        first, peak, last = fashion(sex, key[1])
        rows.append((*key, first, peak, last, 10 + min(30, candidates[key])))
    return rows


def given() -> None:
    rows = heads()
    known = {r[:3] for r in rows}
    rows += tail("f", ["first_name_woman_opti.csv", "first_name_woman_org.csv"], known, 1400)
    rows += tail("m", ["first_name_man_opti.csv"], known, 1400)
    rows.sort(key=lambda r: (r[0], int(r[4]), -r[6], r[1], r[2]))
    write(
        "given.tsv",
        "# sex; spelling; kana; first, peak, last year of its fashion; weight at the peak. Made by make.py from given_heads.tsv (ours) and "
        "japanese-personal-name-dataset 0.4.0 (MIT); years and weights invented.\n",
        rows,
    )


def weight_of(city: dict, capital: bool) -> int:
    name = city["city"]
    if " " in name:
        return 150  # a ward of a designated city
    if name.endswith("区"):
        return 420  # a special ward
    if name.endswith("市"):
        return 320 if capital else 85
    return 14 if name.endswith("町") else 5


def municipalities() -> None:
    source = json.loads((SITE / "japancode" / "data" / "municipalities.json").read_text(encoding="utf-8"))
    with_wards = {c["city"].split()[0] for c in source if " " in c["city"]}
    rows = []
    for prefecture, people in enumerate(PREFECTURES, start=1):
        inside = [c for c in source if int(c["pid"]) == prefecture and c["city"] not in with_wards]
        first_city = next((c["cid"] for c in inside if c["city"].endswith("市")), None)
        weights = [weight_of(c, c["cid"] == first_city) for c in inside]
        for city, weight in zip(inside, weights):
            count = max(1, round(people * 10 * weight / sum(weights)))  # hundreds
            rows.append((f"{int(city['lgcode']):06d}", f"{prefecture:02d}", city["pref"], city["city"].replace(" ", ""), count))
    rows.sort()
    write(
        "municipalities.tsv",
        "# code with check digit; prefecture; its name; municipality; people in hundreds (the prefecture's from the census of 2020, inside it "
        "invented by kind). Made by make.py from japancode 0.1.0 (MIT).\n",
        rows,
    )


if __name__ == "__main__":
    surnames()
    given()
    municipalities()
