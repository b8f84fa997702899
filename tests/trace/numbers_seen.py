"""Reads `stream<TAB>port<TAB>payload in hexadecimal` and tells which connections carried a 個人番号 of the invented country.

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
    # Each direction for itself: what is said last is not the beginning of the answer.
    streams = defaultdict(lambda: defaultdict(bytes))
    for line in sys.stdin:
        stream, port, payload = line.rstrip("\n").split("\t")
        # tshark separates the parts of a packet by commas
        streams[stream][port] += bytes.fromhex(payload.replace(",", "").replace(":", ""))
    seen = {"J-LIS": 0, "controls of simulators": 0, "elsewhere": 0}
    for stream, directions in streams.items():
        said = list(directions.values())
        numbers = [number for one in said for number in NUMBER.findall(one) if has_check_digit(number)]
        if not numbers:
            continue
        is_jlis, is_control = (any(asks.search(one) for one in said) for asks in (JLIS, CONTROL))
        where = "J-LIS" if is_jlis else "controls of simulators" if is_control else "elsewhere"
        seen[where] += 1
        if where == "elsewhere":
            print(f"connection {stream} begins {said[0][:80]!r} and carries {len(numbers)} numbers")
    print(f"{len(streams)} connections; with a number in clear: " + ", ".join(f"{count} {where}" for where, count in seen.items()))
    if seen["J-LIS"] == 0:
        print("no number went to J-LIS either: this trace is blind")
        return 1
    return 1 if seen["elsewhere"] else 0


if __name__ == "__main__":
    sys.exit(main())
