"""The child process of ``heic``: a HEIC photo on stdin, the same upright as JPEG with its EXIF on stdout.

Decoders of HEVC are large C++ libraries that are fed by strangers: in a process of its own a broken or hostile file
ends that process, not the service. Run by its path, so that nothing of the house is imported and it starts at once.
"""

from __future__ import annotations

import contextlib
import io
import sys

TOO_MANY, NO_DECODER = 3, 4
"""Exit codes: more pixels than the first argument allows (width and height on stdout), or pillow-heif is not there."""
_MEMORY: int = 2 << 30


def main() -> int:
    """0 and a JPEG, or what is wrong; a traceback on stderr and 1 for a broken file."""
    try:
        import pillow_heif
        from PIL import Image
    except ImportError:
        return NO_DECODER
    _limit_memory()
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    data, most = sys.stdin.buffer.read(), int(sys.argv[1])
    with Image.open(io.BytesIO(data), formats=("HEIF",)) as image:
        if image.width * image.height > most:
            sys.stdout.write(f"{image.width} {image.height}")
            return TOO_MANY
        written = io.BytesIO()
        image.convert("RGB").save(written, "JPEG", quality=95, exif=image.getexif())
    sys.stdout.buffer.write(written.getvalue())
    return 0


def _limit_memory() -> None:
    with contextlib.suppress(ImportError):  # Windows has no such limit; the time limit holds there, too
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    sys.exit(main())
