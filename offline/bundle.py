"""Make the package for offices without internet: wheels for each platform, instructions, one command to install, one to
start, services.

    python offline/bundle.py [-o dist/bundle] [--platform win_amd64 ...] [--python 3.11 ...] [--check]

Everything is taken as wheels (nothing is compiled at the office); a dependency that has none for a platform stops the
run and is named. ``--check`` installs the part for this machine into an empty environment with the network cut off
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
import venv
from pathlib import Path

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


def main() -> None:
    """Build, and with ``--check`` try it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    asked.add_argument("-o", "--output", type=Path, default=ROOT / "dist" / "geoapp-offline")
    asked.add_argument("--platform", action="append", choices=sorted(TAGS), help="default: all")
    asked.add_argument("--python", action="append", help=f"minor versions of Python, default: {here}")
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    output: Path = options.output.resolve()
    shutil.rmtree(output, ignore_errors=True)
    (output / "wheels").mkdir(parents=True)
    wheel = build_wheel(output / "wheels")
    for name in options.platform or TAGS:
        for version in options.python or [here]:
            fetch(wheel, output / "wheels", name, version)
    for file in sorted(OFFICE.iterdir()):
        copy_office(file, output / file.name)
        if file.suffix == ".sh":
            (output / file.name).chmod(0o755)
    write_sums(output)
    size = sum(file.stat().st_size for file in output.rglob("*") if file.is_file()) / 1e6
    print(f"{output}: {len(list((output / 'wheels').iterdir()))} wheels, {size:.0f} MB")
    if options.check:
        check(output)


def copy_office(source: Path, target: Path) -> None:
    """A file for the office: Windows' command files with its line ends, the task as the UTF-16 that it demands."""
    text = source.read_text(encoding="utf-8")
    windows = source.suffix in (".bat", ".xml", ".txt")
    encoding = {".xml": "utf-16", ".txt": "utf-8-sig"}.get(source.suffix, "utf-8")
    target.write_text(text, encoding=encoding, newline="\r\n" if windows else "\n")


def build_wheel(folder: Path) -> Path:
    """Our own wheel."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(ROOT)], check=True
    )
    return next(folder.glob("geoapp-*.whl"))


def fetch(wheel: Path, folder: Path, name: str, version: str) -> None:
    """All that ``wheel`` needs, as wheels for one platform and Python. Ends the run where one is missing."""
    tags = [word for tag in TAGS[name] for word in ("--platform", tag)]
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:", "--implementation", "cp",
        "--python-version", version, *tags, "-d", str(folder), str(wheel),
    ]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}, Python {version}: {done.stderr.strip().splitlines()[-1] if done.stderr else 'pip failed'}")


def write_sums(output: Path) -> None:
    """SHA-256 of every file, as ``sha256sum -c`` and the installer read it."""
    lines = []
    for file in sorted(path for path in output.rglob("*") if path.is_file() and path.name != "SHA256SUMS"):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"{digest}  {file.relative_to(output).as_posix()}\n")
    (output / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def check(output: Path) -> None:
    """Install the part for this machine without any network, and read the bundled sample with it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "venv"
        venv.create(home, with_pip=True)
        binaries = home / ("Scripts" if os.name == "nt" else "bin")
        cut = _cut_off()
        print(
            "network cut off by a namespace of its own" if cut else "no right to cut the network off: --no-index only"
        )
        install = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--no-index", "--find-links",
                   str(output / "wheels"), "geoapp"]  # fmt: skip
        subprocess.run([*cut, *install], check=True)
        environ = {**os.environ, "GEOAPP_FOLDER": str(Path(folder) / "数据")}
        sample = subprocess.run(
            [str(binaries / "python"), "-c", "from geoapp import paths; print(paths.DATA / 'notices')"],
            check=True, capture_output=True, text=True, cwd=folder,
        ).stdout.strip()  # fmt: skip
        subprocess.run([*cut, str(binaries / "geoapp"), "ingest", sample], check=True, cwd=folder, env=environ)
        subprocess.run([*cut, str(binaries / "geoapp"), "check"], check=True, cwd=folder, env=environ)
        print(f"installed and tried on {platform.platform()}")


def _cut_off() -> list[str]:
    """The words that run a command without network, where this user may; else none."""
    if shutil.which("unshare") is None:
        return []
    allowed = subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode == 0
    return ["unshare", "-n"] if allowed else []


if __name__ == "__main__":
    main()
