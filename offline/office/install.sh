#!/bin/sh
# 整改一张图：离线安装（Linux）。用法： sudo sh install.sh ，没有管理员权限的： sh install.sh
set -eu
cd "$(dirname "$0")"
for name in ${PYTHON:+"$PYTHON"} $(for v in @PYTHONS@; do echo "python$v"; done) python3; do
    if command -v "$name" >/dev/null 2>&1; then exec "$name" install.py "$@"; fi
done
echo "没有找到 Python。请先安装 Python（版本见 说明.txt）。" >&2
exit 1
