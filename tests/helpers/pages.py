"""Scanned pages for tests: paper with a line of text, and a code where one is wanted."""

from io import BytesIO

import segno
from PIL import Image, ImageDraw

from devices.simulated.citizens import citizen

DPI = 100


def page_png(text: str = "Trang thử nghiệm", code: str = "", *, dpi: int = DPI) -> bytes:
    """A4 at so many dots per inch, PNG."""
    picture = Image.new("RGB", (int(8.27 * dpi), int(11.69 * dpi)), (252, 251, 247))
    draw = ImageDraw.Draw(picture)
    for line in range(30):
        draw.text((dpi * 0.8, dpi * (2.2 + line * 0.25)), f"{text} – dòng {line}", fill=(25, 25, 60))
    if code:
        drawn = BytesIO()
        segno.make_qr(code, error="m").save(drawn, kind="png", scale=max(1, dpi // 30), border=4)
        picture.paste(Image.open(drawn).convert("RGB"), (dpi // 3, dpi // 3))
    out = BytesIO()
    picture.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def receipt_png(case_code: str, procedure: str = "1.001193") -> bytes:
    """The sheet that lies before a case's papers."""
    return page_png("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", f"{case_code}|{procedure}")


def card_png() -> bytes:
    """A photocopied (synthetic) identity card, with its code."""
    return page_png("CĂN CƯỚC", citizen(5).payload())
