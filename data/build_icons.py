"""Draws the app's icons (PNG) beside ``icon.svg``: a pin on the house's green, with room at the edge for round masks.

python data/build_icons.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[1] / "geoapp" / "web" / "static"
SIZES = (192, 512)
GREEN, PAPER, TICK = "#10545c", "#fffefb", "#d4541a"
OVER = 4
"""Drawn so much larger and made smaller: smooth edges."""


def draw(size: int) -> Image.Image:
    """One icon; the drawing is that of ``icon.svg`` (32 units wide), at four fifths."""
    side = size * OVER
    image = Image.new("RGB", (side, side), GREEN)
    pen = ImageDraw.Draw(image)

    def at(x: float, y: float) -> tuple[float, float]:
        return ((x - 16) * 0.8 + 16) * side / 32, ((y - 16) * 0.8 + 16) * side / 32

    pen.ellipse([at(8.4, 5.5), at(23.6, 20.7)], fill=PAPER)
    pen.polygon([at(9.2, 16.4), at(22.8, 16.4), at(16, 26.5)], fill=PAPER)
    width = round(2.6 * 0.8 * side / 32)
    tick = [at(12.4, 13.1), at(15, 15.8), at(19.8, 10.6)]
    pen.line(tick, fill=TICK, width=width, joint="curve")
    for x, y in (tick[0], tick[2]):
        pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=TICK)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for size in SIZES:
        draw(size).save(FOLDER / f"icon-{size}.png", optimize=True)
