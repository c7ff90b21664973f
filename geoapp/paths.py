"""Where the shipped files are: beside the package when installed, else one folder up in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHARE = _PACKAGE / "_share"
_ROOT = _SHARE if _SHARE.is_dir() else _PACKAGE.parent

LAYERS = _ROOT / "layers"
DATA = _ROOT / "data"
TEMPLATES = _ROOT / "templates"
ASSETS = _PACKAGE / "maps" / "assets"
STATIC = _PACKAGE / "web" / "static"
