"""整改一张图：离线安装，Windows 和 Linux 通用。由 install.bat 或 install.sh 启动。

Installs from the folder ``wheels`` beside it without any network, into a folder of its own, and tells in Chinese what
is wrong. Only the standard library, and nothing that an older Python cannot read: it must be able to say that it is too
old.
"""

import getpass
import hashlib
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).absolute().parent
WINDOWS = os.name == "nt"
LOCAL_SERVICE = "*S-1-5-19"
OWNERS = ("*S-1-5-32-544", "*S-1-5-18")
"""Administrators and the system, whatever the language of Windows calls them."""


class Trouble(Exception):
    """What keeps it from being installed, and what to do."""


def main():
    """Check, install, say how to start."""
    try:
        check_sums()
        check_machine()
        home = find_home()
        say(f"安装到 {home}")
        python = make_environment(home)
        install(python)
        (tell_windows if WINDOWS else tell_linux)(home)
    except Trouble as trouble:
        print("\n" + str(trouble), file=sys.stderr)
        return 1
    return 0


def say(words):
    """At once, also into a file."""
    print(words, flush=True)


def check_sums():
    """Every file as it was packed: a USB stick may have lost some."""
    listed = HERE / "SHA256SUMS"
    if not listed.is_file():
        raise Trouble("文件不完整：缺少 SHA256SUMS。请重新拷贝整个文件夹。")
    bad = []
    for line in listed.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        file = HERE / name
        if not file.is_file() or digest_of(file) != digest:
            bad.append(name)
    if bad:
        raise Trouble("文件不完整或被改动：{}。请重新拷贝整个文件夹。".format("、".join(bad[:5])))


def digest_of(file):
    """SHA-256, read in pieces."""
    digest = hashlib.sha256()
    with file.open("rb") as read:
        for piece in iter(lambda: read.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def check_machine():
    """Whether there are wheels for this Python on this machine."""
    names = [file.name for file in (HERE / "wheels").glob("*.whl")]
    known = sorted({(int(a), int(b)) for name in names for a, b in re.findall(r"-cp(\d)(\d+)-cp\d", name)})
    words = "、".join("{}.{}".format(*one) for one in known)
    here = "{}.{}".format(*sys.version_info[:2])
    if struct.calcsize("P") != 8:
        raise Trouble(f"这台电脑上的 Python 是 32 位的。请安装 64 位 Python {words}。")
    if tuple(sys.version_info[:2]) not in known:
        sentence = "这个离线包是给 Python {} 的，现在用的是 {}（{}）。请安装 Python {} 后再试。"
        raise Trouble(sentence.format(words, here, sys.executable, words))
    machine = platform.machine().lower()
    tag = "win_amd64" if WINDOWS else "manylinux.*" + {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if not any(re.search(tag, name) for name in names):
        raise Trouble(f"这个离线包里没有适合这台电脑（{platform.system()} {machine}）的文件。")


def find_home():
    """Where it goes: GEOAPP_HOME, else for everybody on this machine, else for this user."""
    given = os.environ.get("GEOAPP_HOME")
    if given:
        wanted = [Path(given)]
    elif WINDOWS:
        wanted = [Path(os.environ[name]) / "geoapp" for name in ("ProgramData", "LOCALAPPDATA") if name in os.environ]
    else:
        wanted = [*([Path("/opt/geoapp")] if os.geteuid() == 0 else []), Path.home() / "geoapp"]
    for home in wanted:
        try:
            (home / "data").mkdir(parents=True, exist_ok=True)
            (home / "venv").mkdir(exist_ok=True)
        except OSError as error:
            reason = error
        else:
            return home.absolute()
    raise Trouble(f"不能写入 {wanted[-1]}：{reason}。可用环境变量 GEOAPP_HOME 指定别的文件夹。")


def make_environment(home):
    """An environment of its own, without the help of the system's packages for that; its Python."""
    python = home / "venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")
    command = [sys.executable, "-m", "venv", "--without-pip"]
    if not same_version(python):
        command.append("--clear")
    if subprocess.call([*command, str(home / "venv")]) != 0 or not python.exists():
        raise Trouble("建立运行环境失败。请看上面的说明；服务正在运行的话，请先停下。")
    return python


def same_version(python):
    """Whether an environment from before is of this very Python."""
    asked = [str(python), "-c", "import sys; print(sys.version_info[:2])"]
    try:
        return subprocess.check_output(asked).decode().strip() == str(tuple(sys.version_info[:2]))
    except (OSError, subprocess.CalledProcessError):
        return False


OPTIONAL = (("heic", "pillow_heif"), ("oidc", "authlib"))
"""Extras of geoapp, installed where their wheel lies among the others."""


def extras_there():
    """Which of them came along, or were put there by the office."""
    folder = HERE / "wheels"
    return [extra for extra, package in OPTIONAL if list(folder.glob(package + "-*.whl"))]


def install(python):
    """By the pip that came along, from the wheels that came along, whatever this machine has set for pip."""
    pips = sorted((HERE / "wheels").glob("pip-*.whl"))
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    environ.update(PYTHONPATH=str(pips[-1]), PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1")
    extras = extras_there()
    wanted = "geoapp[{}]".format(",".join(extras)) if extras else "geoapp"
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-warn-script-location", "--upgrade",
               "--find-links", str(HERE / "wheels"), wanted]  # fmt: skip
    if subprocess.call(command, env=environ) != 0:
        raise Trouble("安装失败。请看上面的说明；服务正在运行的话，请先停下再装。")


def tell_windows(home):
    """The commands beside the data, the task for starting with the machine, and who may touch the data."""
    for name in ("start.bat", "geoapp.bat"):
        shutil.copyfile(str(HERE / name), str(home / name))
    task = (HERE / "geoapp-task.xml").read_text(encoding="utf-16").replace("@HOME@", escape(str(home)))
    (home / "geoapp-task.xml").write_text(task, encoding="utf-16")
    me = "{}\\{}".format(os.environ.get("USERDOMAIN", "."), getpass.getuser())
    grants = [*(f"{one}:(OI)(CI)F" for one in OWNERS), LOCAL_SERVICE + ":(OI)(CI)M", me + ":(OI)(CI)M"]
    rights = ["icacls", str(home / "data"), "/inheritance:r", "/q"]
    for grant in grants:
        rights += ["/grant:r", grant]
    if subprocess.call(rights, stdout=subprocess.DEVNULL) != 0:
        say("提示：没能限定数据文件夹的权限，请管理员核对 {}".format(home / "data"))
    say("\n安装完成。\n  启动：双击 {}".format(home / "start.bat"))
    say("  命令：{} 后面写命令，例如 backup、user".format(home / "geoapp.bat"))
    say('  开机自动启动（管理员）：schtasks /create /tn geoapp /xml "{}"'.format(home / "geoapp-task.xml"))


def tell_linux(home):
    """The same; with root's rights also a service of the system."""
    folder = 'home=$(cd "$(dirname "$0")" && pwd)\nexport GEOAPP_FOLDER="$home/data"\n'
    for name, words in (("start.sh", "serve "), ("geoapp", "")):
        script = home / name
        run = f'exec "$home/venv/bin/python" -m geoapp {words}"$@"\n'
        if words:
            run = 'cd "$home/data"\n' + run  # where the service finds geoapp.toml as well
        script.write_text("#!/bin/sh\n" + folder + run, encoding="utf-8")
        script.chmod(0o755)
    say("\n安装完成。")
    if os.geteuid() == 0 and Path("/etc/systemd/system").is_dir() and not os.environ.get("GEOAPP_NO_SERVICE"):
        if subprocess.call(["id", "geoapp"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) != 0:
            subprocess.call(["useradd", "--system", "--home-dir", str(home), "--shell", "/usr/sbin/nologin", "geoapp"])
        subprocess.call(["chown", "-R", "geoapp:", str(home / "data")])
        unit = (HERE / "geoapp.service").read_text(encoding="utf-8").replace("@HOME@", str(home).replace("%", "%%"))
        Path("/etc/systemd/system/geoapp.service").write_text(unit, encoding="utf-8")
        say("  服务：systemctl daemon-reload && systemctl enable --now geoapp")
    else:
        (home / "data").chmod(0o700)
    say("  启动：{}".format(home / "start.sh"))
    say("  命令：{} 后面写命令，例如 backup、user".format(home / "geoapp"))


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(main())
