#!/bin/sh
# What the tests use beyond Python packages. Without root or apt we say what will be skipped and go on.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v ogrinfo >/dev/null 2>&1 || missing="$missing gdal-bin"
if command -v fc-list >/dev/null 2>&1; then
    fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
else
    missing="$missing fonts-noto-cjk"
fi
# QGIS reads our API in one test; it is large, so it goes by itself and its absence stops nothing else.
qgis=""
/usr/bin/python3 -c "import qgis.core" >/dev/null 2>&1 || qgis="python3-qgis"
[ -z "$missing$qgis" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing:$missing $qgis"
    apt-get update -qq
    [ -z "$missing" ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null \
        || echo "NOT INSTALLED:$missing - the tests that need them will be skipped, each with its reason"
    [ -z "$qgis" ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $qgis >/dev/null \
        || echo "NOT INSTALLED: $qgis - that QGIS reads the API will not be tried"
else
    echo "NOT INSTALLED (no root, or no apt):$missing $qgis - the tests that need them will be skipped, each with its reason"
fi
exit 0
