"""The pictures of the jigsaw puzzles."""

import math

import numpy as np
from PIL import Image, ImageDraw

from workshop.pictures.archetypes.look import Look
from workshop.pictures.labels import font
from workshop.pictures.palette import mix


def puzzle_art(look: Look, kind: str) -> Image.Image:  # noqa: PLR0912, PLR0915 - one branch a form
    """The picture on the box, 1,400 by 1,100; `kind` coast, stars, herbarium, market, tulips, chart, letters, bakery or forest."""
    sky = mix(look.accent, "#f6e6cf", 0.6)
    image = Image.new("RGBA", (1400, 1100), sky)
    draw = ImageDraw.Draw(image)
    rng = np.random.default_rng(11)
    if kind == "coast":
        draw.rectangle((0, 480, 1400, 1100), fill="#3b6373")
        for k in range(7):
            draw.line(
                [(x, 540 + 80 * k + 14 * math.sin(x / 60 + k)) for x in range(0, 1401, 14)], fill="#8fb0b8", width=8
            )
        draw.polygon([(0, 300), (260, 260), (420, 420), (520, 640), (430, 1100), (0, 1100)], fill="#66703f")
        draw.polygon(
            [(260, 260), (420, 420), (520, 640), (430, 1100), (560, 900), (600, 640), (470, 380)], fill="#d9c08a"
        )
        draw.rectangle((190, 90, 250, 280), fill="#f6f0e4")
        draw.rectangle((190, 150, 250, 200), fill="#b0402a")
        draw.polygon([(180, 90), (260, 90), (220, 40)], fill="#b0402a")
        draw.polygon([(900, 620), (1080, 620), (1040, 680), (940, 680)], fill="#5d3a20")
        draw.polygon([(985, 600), (985, 420), (1090, 590)], fill="#f6f0e4")
    elif kind == "stars":
        draw.rectangle((0, 0, 1400, 1100), fill="#1f2440")
        for _ in range(260):
            across, down, wide = (int(rng.integers(low, high)) for low, high in ((0, 1400), (0, 1000), (2, 8)))
            draw.ellipse((across - wide, down - wide, across + wide, down + wide), fill="#f3e3c8")
        plough = ((260, 380), (420, 330), (560, 360), (700, 420), (720, 580), (930, 600), (940, 440), (700, 420))
        draw.line(plough, fill="#c9a25a", width=6)
        for x, y in plough:
            draw.ellipse((x - 18, y - 18, x + 18, y + 18), fill="#f6d98a")
        draw.polygon(
            [(0, 1100), (0, 940), (300, 860), (620, 960), (980, 840), (1400, 950), (1400, 1100)], fill="#10131f"
        )
    elif kind == "herbarium":
        draw.rectangle((0, 0, 1400, 1100), fill="#f4ead4")
        for k in range(5):
            x = 180 + 260 * k
            draw.line((x, 940, x + 20, 200), fill="#4d5f35", width=10)
            for q in range(6):
                y = 850 - 110 * q
                for side in (-1, 1):
                    draw.ellipse(
                        (x + (0 if side > 0 else -110), y - 60, x + (110 if side > 0 else 0), y),
                        fill=("#66703f", "#4d6a3c", "#7f9f56", "#5d7048", "#8a8f4e")[k],
                    )
            draw.ellipse((x - 40, 130, x + 80, 250), fill=("#bd8078", "#b7791f", "#6f4a8a", "#b5440f", "#e3cf8a")[k])
            draw.line((x - 60, 1000, x + 80, 1000), fill="#8a8178", width=6)
    elif kind == "market":
        for k in range(4):
            x = 60 + 335 * k
            for q in range(5):
                draw.polygon(
                    [(x + 54 * q, 260), (x + 54 * (q + 1), 260), (x + 54 * (q + 1) + 8, 430), (x + 54 * q + 8, 430)],
                    fill=("#b5440f", "#f6ecd8")[q % 2] if k % 2 else ("#1d5546", "#f6ecd8")[q % 2],
                )
            draw.rectangle((x + 10, 430, x + 270, 900), fill="#c9a578")
            for _ in range(26):
                cx, cy = x + 30 + int(rng.integers(0, 220)), 640 + int(rng.integers(0, 90))
                draw.ellipse((cx - 26, cy - 26, cx + 26, cy + 26), fill=("#b8382a", "#d98a1e", "#7f9f3e", "#542c46")[k])
            draw.rectangle((x + 4, 720, x + 276, 800), fill="#8a5a34")
        draw.rectangle((0, 900, 1400, 1100), fill="#b9ab97")
    elif kind == "tulips":
        draw.rectangle((0, 0, 1400, 1100), fill="#cfe0d8")
        for row in range(4):
            for k in range(9):
                x, y = 60 + 160 * k + 80 * (row % 2), 330 + 190 * row
                tone = ("#b8324c", "#e0a02e", "#8a3a6a", "#d9603a")[(row + k) % 4]
                draw.line((x, y, x, y + 240), fill="#4d7a3c", width=14)
                draw.polygon(
                    [
                        (x - 60, y - 80),
                        (x - 30, y - 40),
                        (x, y - 100),
                        (x + 30, y - 40),
                        (x + 60, y - 80),
                        (x + 46, y + 30),
                        (x, y + 56),
                        (x - 46, y + 30),
                    ],
                    fill=tone,
                )
    elif kind == "chart":
        draw.rectangle((0, 0, 1400, 1100), fill="#ead9b0")
        draw.polygon(
            [(0, 0), (520, 0), (430, 220), (560, 360), (380, 560), (260, 520), (180, 800), (0, 760)], fill="#d0b67e"
        )
        draw.polygon([(980, 1100), (1060, 760), (1240, 700), (1400, 820), (1400, 1100)], fill="#d0b67e")
        for a in range(0, 360, 45):
            draw.line(
                (900, 420, 900 + 520 * math.cos(math.radians(a)), 420 + 520 * math.sin(math.radians(a))),
                fill="#a8844c",
                width=4,
            )
        for a in range(0, 360, 90):
            c, d = math.cos(math.radians(a)), math.sin(math.radians(a))
            draw.polygon(
                [(900 + 190 * c, 420 + 190 * d), (900 - 44 * d, 420 + 44 * c), (900 + 44 * d, 420 - 44 * c)],
                fill="#7a3a1e",
            )
        draw.ellipse((800, 320, 1000, 520), outline="#7a3a1e", width=8)
        draw.line([(200 + 6 * k, 900 - 3 * k + 40 * math.sin(k / 9)) for k in range(110)], fill="#b5440f", width=8)
    elif kind == "letters":
        draw.rectangle((0, 0, 1400, 1100), fill="#f2e2d4")
        for i, letter in enumerate("aRgSeQk&BfMy"):
            x, y = 180 + 350 * (i % 4), 190 + 360 * (i // 4)
            draw.text(
                (x, y),
                letter,
                font=font("title" if i % 2 else "italic", 330, 600),
                fill=("#b5440f", "#1d5546", "#542c46", "#2b2731", "#b7791f")[i % 5],
                anchor="mm",
            )
    elif kind == "bakery":
        draw.rectangle((0, 0, 1400, 1100), fill="#c98a5a")
        draw.rectangle((110, 260, 1290, 960), fill="#fbecc8")
        for q in range(10):
            draw.polygon(
                [
                    (80 + 124 * q, 150),
                    (204 + 124 * q, 150),
                    (204 + 124 * q, 290),
                    (142 + 124 * q, 330),
                    (80 + 124 * q, 290),
                ],
                fill=("#8a3a2a", "#f6ecd8")[q % 2],
            )
        for shelf in range(3):
            y = 500 + 190 * shelf
            draw.rectangle((110, y, 1290, y + 22), fill="#8a5a34")
            for k in range(7):
                x = 200 + 165 * k
                if (shelf + k) % 2:
                    draw.ellipse((x - 66, y - 86, x + 66, y + 6), fill="#b9783a")
                    draw.line((x - 30, y - 30, x + 30, y - 66), fill="#f1dcae", width=10)
                else:
                    draw.pieslice((x - 60, y - 100, x + 60, y + 100), 180, 360, fill="#d9a45c")
    else:
        draw.rectangle((0, 0, 1400, 1100), fill="#d9c9a6")
        for layer in range(3):
            for k in range(9):
                x, y, h = 40 + 165 * k + 70 * (layer % 2), 500 + 230 * layer, 420
                for q in range(3):
                    draw.polygon(
                        [(x - 100 + 18 * q, y - 110 * q), (x + 100 - 18 * q, y - 110 * q), (x, y - 210 - 110 * q)],
                        fill=mix("#1d5546", "#d9c9a6", 0.5 - 0.22 * layer),
                    )
                draw.rectangle((x - 14, y, x + 14, y + 60), fill="#6b4526")
                del h
    return image
