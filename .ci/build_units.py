"""Build ``resources/units/former_communes.tsv`` from two packages' tables. Run by hand, never by the program.

    python .ci/build_units.py TABLE.whl CHECK.whl > resources/units/former_communes.tsv

TABLE is the wheel of vietnam-address-converter 1.0.5 (Apache License 2.0): every line comes from it. CHECK is the wheel
of vietnam-provinces 2026.9.0, whose table was made from the official conversion sheet: nothing is taken from it, a line
on which the two differ is only marked as unsure. Both are read as files; neither package is run.
"""

import ast
import json
import re
import sys
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Former = tuple[str, str, str]  # province, district, commune
Today = tuple[str, str]  # province, commune

# Splits that the package lacks, as the resolution on the province's communes has them.
ADDED: dict[Former, Today] = {
    ("Tỉnh Đồng Tháp", "Huyện Cao Lãnh", "Xã Gáo Giồng"): ("Tỉnh Đồng Tháp", "Xã Phú Cường"),
    ("Tỉnh Đồng Tháp", "Huyện Thanh Bình", "Xã Tân Thạnh"): ("Tỉnh Đồng Tháp", "Xã Thanh Bình"),
}
HEADER = """\
# The communes until 2025-06-30 and the communes of today that each became.
# From: vietnam-address-converter 1.0.5 (Apache License 2.0; changed: names only, grouped, two splits added by hand).
# Built by .ci/build_units.py. State of the data: October 2025.
# Coverage: {formers} communes in {districts} districts of {provinces} provinces; {splits} became parts of several.
# Compared with a second table, made from the official conversion sheet: {unsure} lines differ or are not in it.
# They end in "?" and are shown as unsure. Tiền Giang (164) and Đồng Tháp (141) agree in every line.
# Not covered: units that were renamed, merged or moved before 2024, which older cards still name.
# P province until then > province of today | D district | commune > commune of today; …
# + a commune of today that none of these lines names
"""


def key(name: str) -> str:
    """A name without type of unit, marks and case, for comparing the two tables."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    plain = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"^(tinh|thanh pho) ", "", " ".join(plain.split()))


def read(wheel: str, member: str) -> str:
    """One file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member).decode()


def table(wheel: str) -> tuple[dict[Former, list[Today]], list[Today]]:
    """Former communes with what they became, and all communes of today."""
    tree = ast.parse(read(wheel, "vietnam_address_converter/data.py"))
    text = next(node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and _is_json(node.value))
    data: dict[str, Any] = json.loads(str(text))
    found: dict[Former, list[Today]] = defaultdict(list)
    for row in data["mapping"]["rows"]:
        old, new = row["old"], row["new"]
        former = tuple(_clean(old[name] or "") for name in ("province_name", "district_name", "ward_name"))
        today = (_clean(new["province_name"]), _clean(new["ward_name"]))
        if former[2] and today not in found[former]:  # type: ignore[index]
            found[former].append(today)  # type: ignore[index]
    for former, today in ADDED.items():
        if today not in found[former]:
            found[former].append(today)
    provinces = {code: _clean(each["name_with_type"]) for code, each in data["newProvinces"].items()}
    communes = [(provinces[each["parent_code"]], _clean(each["name_with_type"])) for each in data["newWards"].values()]
    return found, communes


def _is_json(value: object) -> bool:
    return isinstance(value, str) and value.startswith('{"mapping"')


def _clean(name: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", name).split())
    name = name.replace("Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu")
    for kind in ("Thành phố ", "Thị xã ", "Thị trấn ", "Đặc khu "):
        name = name.replace(kind.title(), kind)
    return name


def check(wheel: str) -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    """The second table, by keys."""
    former = dict(_units(read(wheel, "vietnam_provinces/legacy/_lookup.py")))
    today = dict(_units(read(wheel, "vietnam_provinces/_lookup.py")))
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    text = read(wheel, "vietnam_provinces/_ward_conversion_2025.py").split("NEW_TO_OLD", 1)[0]
    entry = re.compile(r"OldWardRef\((\d+), (\d+), (\d+), \w+\),\s*\(((?:\s*NewWardRef\(\d+, \d+\),?\s*)+)\)")
    for commune, district, province, targets in entry.findall(text):
        names = (former.get(("Province", province)), former.get(("District", district)), former.get(("Ward", commune)))
        if None in names:
            continue
        became = re.findall(r"NewWardRef\((\d+), (\d+)\)", targets)
        found[tuple(key(name or "") for name in names)] = {
            (key(today[("Province", new_province)]), key(today[("Ward", new)])) for new, new_province in became
        }
    return found


def _units(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    unit = re.compile(r"(\d+): (Ward|District|Province)\(\s*(['\"])(.*?)\3,")
    for code, kind, _, name in unit.findall(text):
        yield (kind, code), name


def lines(found: dict[Former, list[Today]], communes: list[Today], second: dict[tuple[str, ...], Any]) -> Iterator[str]:
    """The table's lines, without its header."""
    unsure = unsure_of(found, second)
    province = district = ""
    for former in sorted(found):
        became = found[former]
        if former[0] != province:
            province, district = former[0], ""
            yield f"P\t{province}\t{became[0][0]}"
        if former[1] != district:
            district = former[1]
            yield f"D\t{district}"
        names = "; ".join(name for _, name in became)
        yield f"{former[2]}\t{names}" + ("\t?" if former in unsure else "")
    named = {today for became in found.values() for today in became}
    for today in sorted(set(communes) - named):
        yield f"+\t{today[0]}\t{today[1]}"


def unsure_of(found: dict[Former, list[Today]], second: dict[tuple[str, ...], Any]) -> set[Former]:
    """The former communes on which the two tables differ."""
    differing = set()
    for former, became in found.items():
        keys = (key(former[0]), key(former[1]), key(former[2]))
        mine = {(key(province), key(name)) for province, name in became}
        if second.get(keys) != mine:
            differing.add(former)
    return differing


def main(table_wheel: str, check_wheel: str) -> None:
    """Write the table to the standard output."""
    found, communes = table(table_wheel)
    second = check(check_wheel)
    for former, became in found.items():
        if len({province for province, _ in became}) != 1:
            raise SystemExit(f"in two provinces of today: {former}")
    unsure = unsure_of(found, second)
    if any(former[0] in {"Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"} for former in unsure):
        raise SystemExit("the header says that two provinces agree in every line, and they do not")
    header = HEADER.format(
        formers=len(found),
        districts=len({former[:2] for former in found}),
        provinces=len({former[0] for former in found}),
        splits=sum(len(became) > 1 for became in found.values()),
        unsure=len(unsure),
    )
    sys.stdout.write(header + "\n".join(lines(found, communes, second)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
