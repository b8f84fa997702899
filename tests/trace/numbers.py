"""Reads `stream<TAB>payload in hexadecimal` and tells which connections carried a 個人番号 of the invented country.

Such a number is marked 99 and has the check digit of 平成26年総務省令第85号第5条; digits beside it belong to something longer. A
connection is one to J-LIS when it asks for one of J-LIS's paths. The simulators' own controls tell tests what was received and stand apart.
"""

import re
import sys
from collections import defaultdict

NUMBER = re.compile(rb"(?<![0-9A-Za-z.])99[0-9]{10}(?![0-9A-Za-z.])")
JLIS = re.compile(rb"(?:POST|PUT|GET|DELETE) /v1/(?:inquiries|files/|acquisitions)")
CONTROL = re.compile(rb"[A-Z]+ /control/")


def has_check_digit(number: bytes) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number[:-1]), start=1):
        total += (digit - 48) * (place + 1 if place <= 6 else place - 5)
    rest = total % 11
    return number[-1] - 48 == (0 if rest <= 1 else 11 - rest)


def main() -> int:
    streams = defaultdict(bytes)
    for line in sys.stdin:
        stream, _, payload = line.rstrip("\n").partition("\t")
        # tshark separates the parts of a packet by commas
        streams[stream] += bytes.fromhex(payload.replace(",", "").replace(":", ""))
    seen = {"J-LIS": 0, "controls of simulators": 0, "elsewhere": 0}
    for stream, content in streams.items():
        numbers = [number for number in NUMBER.findall(content) if has_check_digit(number)]
        if not numbers:
            continue
        is_jlis, is_control = JLIS.search(content), CONTROL.search(content)
        where = "J-LIS" if is_jlis else "controls of simulators" if is_control else "elsewhere"
        seen[where] += 1
        if where == "elsewhere":
            print(f"connection {stream} begins {content[:80]!r} and carries {len(numbers)} numbers")
    print(f"{len(streams)} connections; with a number in clear: " + ", ".join(f"{count} {where}" for where, count in seen.items()))
    if seen["J-LIS"] == 0:
        print("no number went to J-LIS either: this trace is blind")
        return 1
    return 1 if seen["elsewhere"] else 0


sys.exit(main())
