"""Make the package for offices without internet: wheels for each platform, instructions, one command to install, one to
start, services.

    python offline/bundle.py [-o dist/bundle] [--platform win_amd64 ...] [--python 3.11 ...] [--extra heic] [--check]

Everything is taken as wheels (nothing is compiled at the office); a dependency that has none for a platform stops the
run and is named. pip judges conditions like ``sys_platform == "win32"`` by the machine that it runs on, so what only
the other platform needs is worked out here (``missing``) and fetched as well; at the end every requirement of every
platform is looked up among the wheels. ``--check`` installs the part for this machine with the network cut off
(``unshare -n`` where that is allowed, else by ``--no-index`` alone, and says which) and reads the bundled sample.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from packaging import tags
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
OFFICE = Path(__file__).resolve().parent / "office"
# glibc 2.28 is the floor (Debian 10, 麒麟 V10, 统信 20): pip takes all older tags that are named as well.
TAGS = {
    "win_amd64": ("win_amd64",),
    "linux_x86_64": ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_24_x86_64", "manylinux_2_17_x86_64",
                     "manylinux2014_x86_64", "manylinux_2_12_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64"),
    "linux_aarch64": ("manylinux_2_28_aarch64", "manylinux_2_27_aarch64", "manylinux_2_24_aarch64",
                      "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
}  # fmt: skip
_ROUNDS = 5


def main() -> None:
    """Build, and with ``--check`` try it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    asked.add_argument("-o", "--output", type=Path, default=ROOT / "dist" / "geoapp-offline")
    asked.add_argument("--platform", action="append", choices=sorted(TAGS), help="default: all")
    asked.add_argument("--python", action="append", help=f"minor versions of Python, default: {here}")
    asked.add_argument("--extra", action="append", default=[], help="an optional part of geoapp: heic, oidc")
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    output: Path = options.output.resolve()
    shutil.rmtree(output, ignore_errors=True)
    (output / "wheels").mkdir(parents=True)
    wheel = build_wheel(output / "wheels")
    for name in options.platform or TAGS:
        for version in options.python or [here]:
            fetch(wheel, output / "wheels", name, version, options.extra)
    versions = options.python or [here]
    for file in sorted(OFFICE.iterdir()):
        copy_office(file, output / file.name, versions)
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(ROOT / name, output / name)
    write_licences(output)
    write_sums(output)
    size = sum(file.stat().st_size for file in output.rglob("*") if file.is_file()) / 1e6
    print(f"{output}: {len(list((output / 'wheels').iterdir()))} wheels, {size:.0f} MB")
    if options.check:
        check(output)


def copy_office(source: Path, target: Path, versions: Sequence[str]) -> None:
    """A file for the office: Windows' command files with its line ends (and nothing but ASCII in them: their code page
    is the office's), the task and what ``type`` prints as UTF-16, the instructions with a mark for Notepad."""
    text = source.read_text(encoding="utf-8").replace("@PYTHONS@", " ".join(versions))
    windows = source.suffix in (".bat", ".xml", ".txt", ".msg")
    if source.suffix == ".bat" and not text.isascii():
        sys.exit(f"{source.name}: only ASCII works in every code page")
    encoding = {".xml": "utf-16", ".msg": "utf-16", ".txt": "utf-8-sig"}.get(source.suffix, "utf-8")
    target.write_text(text, encoding=encoding, newline="\r\n" if windows else "\n")
    if source.suffix == ".sh":
        target.chmod(0o755)


PLACES = {
    "win_amd64": {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
    "linux_x86_64": {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux",
                     "platform_machine": "x86_64"},
    "linux_aarch64": {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux",
                      "platform_machine": "aarch64"},
}  # fmt: skip
"""What conditions of requirements see on each platform."""


def environment(name: str, version: str) -> dict[str, str]:
    """The machine of an office, for conditions of requirements."""
    python = {"python_version": version, "python_full_version": f"{version}.0", "implementation_name": "cpython",
              "implementation_version": f"{version}.0", "platform_python_implementation": "CPython",
              "platform_release": "", "platform_version": "", "extra": ""}  # fmt: skip
    return {**python, **PLACES[name]}


def fits(wheel: Path, name: str, version: str) -> bool:
    """Whether pip on that platform would take a wheel."""
    major, minor = map(int, version.split("."))
    allowed = set(tags.cpython_tags((major, minor), platforms=TAGS[name]))
    allowed |= set(tags.compatible_tags((major, minor), f"cp{major}{minor}", TAGS[name]))
    return not allowed.isdisjoint(parse_wheel_filename(wheel.name)[3])


def missing(folder: Path, name: str, version: str, extras: Sequence[str] = ()) -> list[str]:
    """The requirements, from geoapp's (with ``extras``) on, that no wheel of the folder meets on that platform."""
    usable: dict[str, Path] = {}
    for wheel in sorted(folder.glob("*.whl")):
        if fits(wheel, name, version):
            usable[canonicalize_name(parse_wheel_filename(wheel.name)[0])] = wheel
    place = environment(name, version)
    waiting, seen, lacking = [Requirement(f"geoapp{_with(extras)}")], set[str](), []
    while waiting:
        wanted = waiting.pop()
        found = usable.get(canonicalize_name(wanted.name))
        if found is None or not wanted.specifier.contains(parse_wheel_filename(found.name)[1], prereleases=True):
            lacking.append(str(wanted).partition(";")[0].strip())
            continue
        for extra in ("", *sorted(wanted.extras)):
            if (key := f"{found.name} {extra}") in seen:
                continue
            seen.add(key)
            waiting += [one for one in requirements(found) if _applies(one, {**place, "extra": extra})]
    return sorted(set(lacking))


def _with(extras: Sequence[str]) -> str:
    return f"[{','.join(extras)}]" if extras else ""


def _applies(requirement: Requirement, place: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(place)


def requirements(wheel: Path) -> list[Requirement]:
    """What a wheel says that it needs."""
    return [Requirement(one) for one in metadata(wheel).get_all("Requires-Dist") or []]


def build_wheel(folder: Path) -> Path:
    """Our own wheel."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(ROOT)], check=True
    )
    return next(folder.glob("geoapp-*.whl"))


def fetch(wheel: Path, folder: Path, name: str, version: str, extras: Sequence[str] = ()) -> None:
    """All that ``wheel`` with its ``extras`` needs, as wheels for one platform and Python, and pip itself, which a
    Linux without its venv package lacks. Ends the run where one is missing."""
    download([f"{wheel}{_with(extras)}", "pip"], folder, name, version)
    for _ in range(_ROUNDS):  # what only that platform needs may need something in turn
        if not (lacking := missing(folder, name, version, extras)):
            return
        download(lacking, folder, name, version)
    sys.exit(f"{name}, Python {version}: {', '.join(missing(folder, name, version, extras))}")


def download(wanted: list[str], folder: Path, name: str, version: str) -> None:
    """Wheels for one platform by pip."""
    platforms = [word for tag in TAGS[name] for word in ("--platform", tag)]
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:", "--implementation", "cp",
        "--python-version", version, *platforms, "-d", str(folder), *wanted,
    ]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}, Python {version}: {done.stderr.strip().splitlines()[-1] if done.stderr else 'pip failed'}")


def write_licences(output: Path) -> None:
    """What each wheel says of its licence, once for all platforms."""
    told = {f"{name} {version}": licence for name, version, licence in map(licence_of, output.glob("wheels/*.whl"))}
    width = max(map(len, told))
    lines = [f"{name:<{width}}  {told[name]}\n" for name in sorted(told, key=str.casefold)]
    (output / "许可.txt").write_text("".join(lines), encoding="utf-8-sig", newline="\r\n")


def licence_of(wheel: Path) -> tuple[str, str, str]:
    """Name, version and licence: the expression, else the classifiers, else the first line of the old free text."""
    told = metadata(wheel)
    named = [
        one.rpartition("::")[2].strip() for one in told.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    free = str(told.get("License") or "").strip().partition("\n")[0]
    licence = told.get("License-Expression") or "; ".join(named) or free or "see the wheel"
    return str(told["Name"]), str(told["Version"]), str(licence)


def metadata(wheel: Path) -> Message:
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return BytesParser().parsebytes(archive.read(name), headersonly=True)


def write_sums(output: Path) -> None:
    """SHA-256 of every file, as ``sha256sum -c`` and the installer read it."""
    lines = []
    for file in sorted(path for path in output.rglob("*") if path.is_file() and path.name != "SHA256SUMS"):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"{digest}  {file.relative_to(output).as_posix()}\n")
    (output / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def check(output: Path) -> None:
    """Install the part for this machine without any network, in a folder whose name has spaces and Chinese, and read
    the bundled sample with it."""
    with tempfile.TemporaryDirectory(prefix="离线 安装 ") as folder:
        home = Path(folder) / "整改 一张图"
        cut = _cut_off()
        print(
            "network cut off by a namespace of its own" if cut else "no right to cut the network off: --no-index only"
        )
        environ = {
            **os.environ,
            "GEOAPP_HOME": str(home),
            "GEOAPP_FOLDER": str(home / "data"),
            "PYTHON": sys.executable,
            "GEOAPP_NO_SERVICE": "1",  # root may try it too, and must find no service of a folder that is gone
        }
        install = (
            [sys.executable, str(output / "install.py")] if os.name == "nt" else ["sh", str(output / "install.sh")]
        )
        subprocess.run([*cut, *install], check=True, cwd=folder, env=environ)
        binaries = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
        sample = subprocess.run(
            [str(binaries / "python"), "-c", "from geoapp import paths; print(paths.DATA / 'notices')"],
            check=True, capture_output=True, text=True, cwd=folder,
        ).stdout.strip()  # fmt: skip
        for words in (["ingest", sample], ["check"]):
            subprocess.run(
                [*cut, str(binaries / "python"), "-m", "geoapp", *words], check=True, cwd=folder, env=environ
            )
        print(f"installed and tried on {platform.platform()}")


def _cut_off() -> list[str]:
    """The words that run a command without network, where this user may; else none."""
    if shutil.which("unshare") is None:
        return []
    allowed = subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode == 0
    return ["unshare", "-n"] if allowed else []


if __name__ == "__main__":
    main()
