"""Run every benchmark of this folder, or the ones named: ``python -m benchmarks [NAME...]``."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import benchmarks


def main() -> None:
    """Each benchmark module has a ``main()`` that prints a Markdown table."""
    known = sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_"))
    wanted = sys.argv[1:] or known
    for name in wanted:
        if name not in known:
            sys.exit(f"no benchmark called {name}; there are: {', '.join(known)}")
        print(f"\n## {name}\n", flush=True)
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
