#!/bin/sh
# 整改一张图：离线安装（Linux）。用法： sudo sh install.sh
set -eu
cd "$(dirname "$0")"
home=${GEOAPP_HOME:-/opt/geoapp}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || { echo "没有找到 $python。请先安装 Python（版本见 说明.txt）。" >&2; exit 1; }
if command -v sha256sum >/dev/null; then
    sha256sum --quiet -c SHA256SUMS || { echo "文件不完整或被改动：请重新拷贝。" >&2; exit 1; }
fi
"$python" -m venv "$home/venv" || { echo "建立运行环境失败：Debian、Ubuntu、统信请先装 python3-venv。" >&2; exit 1; }
"$home/venv/bin/python" -m pip install --no-index --find-links wheels --upgrade geoapp ||
    { echo "安装失败：请核对 Python 版本与 说明.txt 一致（当前 $("$python" -V)）。" >&2; exit 1; }
mkdir -p "$home/data"
if [ "$(id -u)" = 0 ] && [ -d /etc/systemd/system ]; then
    id geoapp >/dev/null 2>&1 || useradd --system --home-dir "$home" --shell /usr/sbin/nologin geoapp
    chown -R geoapp: "$home/data"
    sed "s#/opt/geoapp#$home#g" geoapp.service > /etc/systemd/system/geoapp.service
    echo "已装好系统服务。启动： systemctl enable --now geoapp"
fi
echo "安装完成。手工启动： GEOAPP_FOLDER=$home/data $home/venv/bin/geoapp serve"
