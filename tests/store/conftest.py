"""The contract and the makers are modules of this folder, so that a second store's tests can import them too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
