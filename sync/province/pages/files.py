"""What is downloaded and uploaded: reports, charts, carry files, the file that connects a desk."""

from datetime import date
from typing import Annotated

import msgspec
import pygal
from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from pygal.style import Style
from starlette.responses import HTMLResponse, Response

from sync.carry import LARGEST_FILE
from sync.errors import ProtocolError
from sync.indicators import Ratio, Share
from sync.protocol import public_digits
from sync.province.carrying import take_carry
from sync.province.monthly import monthly_report
from sync.province.pages.access import Signed
from sync.province.pages.looking import chosen_month, overview_of
from sync.province.pages.rendering import Pages
from sync.province.service import Service
from sync.province.store.deeds import DeedRepository
from sync.reporting.docx import make_docx
from sync.reporting.monthly_letter import monthly_letter
from sync.reporting.pdf import make_pdf
from sync.reporting.xlsx import make_xlsx

TREND_MONTHS = 12
CHART_POLICY = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#17212b",
    foreground_strong="#17212b",
    foreground_subtle="#51606f",
    colors=("#1765ad", "#a3211b"),
    font_family="Noto Sans, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=14,
    title_font_size=16,
    no_data_font_size=20,
)


def file_routes(service: Service, pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/t/{province}", include_in_schema=False)

    @routes.get("/reports/{month}.{kind}")
    def report(who: Signed, month: Annotated[str, Path(max_length=7)], kind: str) -> Response:
        if kind not in KINDS or who.unit:
            raise ProtocolError("SYNC-046")
        chosen = chosen_month(service, month)
        with service.database.read() as connection:
            made = monthly_report(service, connection, who.province, chosen)
        fonts = service.resources / "fonts"
        letter = monthly_letter(made)
        data = make_xlsx(letter) if kind == "xlsx" else {"docx": make_docx, "pdf": make_pdf}[kind](letter, fonts)
        return _download(data, f"bao-cao-{chosen:%Y-%m}.{kind}", KINDS[kind])

    @routes.get("/charts/{ratio}.svg")
    def chart(who: Signed, ratio: str, month: str = "", unit: Annotated[str, Query(max_length=64)] = "") -> Response:
        who.may_see(unit)
        found = next((each for each in service.book.ratios if each.id == ratio), None)
        if found is None:
            raise ProtocolError("SYNC-046")
        with service.database.read() as connection:
            trend = overview_of(who, connection).trend(found, chosen_month(service, month), TREND_MONTHS, unit)
        return Response(_chart(found, trend), media_type="image/svg+xml", headers=CHART_POLICY)

    @routes.get("/carry")
    def carry(who: Signed) -> HTMLResponse:
        return pages.show(who, "carry.html", carried=None)

    @routes.post("/carry")
    def take(who: Signed, csrf: Annotated[str, Form(max_length=100)], file: Annotated[UploadFile, File()]) -> Response:
        who.must_decide(csrf)
        carried = take_carry(service, who.province.code, file.file.read(LARGEST_FILE + 1))
        with service.database.write() as connection:
            deeds = DeedRepository(connection, who.province.code)
            who.note(deeds, "carry", f"{carried.desk[:64]}: {carried.taken}, {len(carried.refused)}")
        return _download(carried.answers, f"tra-loi-{service.clock():%Y%m%d-%H%M%S}.bmc", "application/octet-stream")

    @routes.get("/connection.json")
    def connection_file(who: Signed) -> Response:
        """Everything that a desk must know to connect; nothing in it is secret."""
        known = {
            "format": 1,
            "province": who.province.code,
            "name": who.province.name,
            "public_key": public_digits(service.key.public_key()),
            "url": service.url,
            "certificate": service.certificate,
        }
        return _download(msgspec.json.format(msgspec.json.encode(known)), "ket-noi-tinh.json", "application/json")

    return routes


def _download(data: bytes, name: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def _chart(ratio: Ratio, trend: list[tuple[date, Share]]) -> bytes:
    """A line of a year's months, with the target beside it."""
    chart = pygal.Line(
        js=(),
        style=_STYLE,
        width=760,
        height=300,
        range=(0, 100),
        y_labels=(0, 25, 50, 75, 100),
        show_legend=True,
        legend_at_bottom=True,
        value_formatter=lambda value: f"{value:.4g} %".replace(".", ","),
        x_label_rotation=0,
        disable_xml_declaration=True,
        no_data_text="Chưa có số liệu",
    )
    chart.x_labels = [f"{month:%m/%y}" for month, _ in trend]
    chart.add(ratio.name, [share.percent for _, share in trend])
    targets = [ratio.target_on(month) for month, _ in trend]
    if any(targets):
        chart.add("Chỉ tiêu", [None if target is None else target.at_least for target in targets], show_dots=False)
    drawn: bytes = chart.render()
    return drawn
