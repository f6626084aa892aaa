"""A face that is nobody's: plainly a drawing, in the formats that cards use, filled up to any size."""

import io
import random

from PIL import Image, ImageDraw

SIZE = (240, 320)


def drawing(seed: int) -> Image.Image:
    """A head with eyes and a mouth; the seed chooses colours and shapes."""
    draw = random.Random(seed)  # noqa: S311 - a picture, not a secret
    image = Image.new("RGB", SIZE, (draw.randrange(190, 235), draw.randrange(205, 240), 245))
    pen = ImageDraw.Draw(image)
    skin = (draw.randrange(200, 240), draw.randrange(165, 195), draw.randrange(130, 160))
    hair = tuple(draw.randrange(10, 60) for _ in range(3))
    cloth = tuple(draw.randrange(60, 200) for _ in range(3))
    pen.ellipse((20, 250, 220, 430), fill=cloth)
    pen.ellipse((55, 45, 185, 215), fill=hair)
    pen.ellipse((65, 75, 175, 240), fill=skin)
    for x in (95, 145):
        pen.ellipse((x - 10, 140, x + 10, 152), fill="white")
        pen.ellipse((x - 5, 141, x + 5, 151), fill="black")
    pen.arc((100, 175, 140, 212), 15, 165, fill=(150, 60, 60), width=4)
    pen.line((120, 155, 116, 180), fill=(160, 120, 95), width=3)
    return image


def encoded(seed: int, form: str = "jpeg", size: int | None = None) -> bytes:
    """The drawing as "jpeg", "jp2" or "j2k"; with zeros behind it to make up `size` bytes."""
    out = io.BytesIO()
    image = drawing(seed)
    if form == "jpeg":
        image.save(out, "JPEG", quality=80)
    else:
        image.save(out, "JPEG2000", no_jp2=form == "j2k", quality_mode="rates", quality_layers=[20])
    data = out.getvalue()
    if size is not None and size < len(data):
        raise ValueError(f"the drawing alone has {len(data)} bytes")
    return data.ljust(size or 0, b"\0")
