"""All pages, put onto the application."""

from typing import Annotated

from fastapi import FastAPI, Form, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from sync.errors import ProtocolError
from sync.province.machines import ProvinceCode, refusal
from sync.province.pages.access import COOKIE, Signed, SignInNeededError, back_to, check_origin, with_cookie
from sync.province.pages.deciding import deciding_routes
from sync.province.pages.files import file_routes
from sync.province.pages.looking import looking_routes
from sync.province.pages.rendering import Pages
from sync.province.service import Service
from sync.province.store.accounts import AccountRepository
from sync.province.store.desks import DeskRepository, provinces_known

STATIC = "static"
FORBIDDEN, MISSING, TOO_OFTEN = ("SYNC-045",), ("SYNC-010", "SYNC-046"), ("SYNC-041",)


def page_routes(service: Service, app: FastAPI) -> None:
    """Put the pages onto an application."""
    pages = Pages(service.resources)
    app.state.service = service
    app.state.pages = pages
    app.mount("/static", StaticFiles(packages=[("sync.province.pages", STATIC)]), name="static")
    app.mount("/fonts", StaticFiles(directory=service.resources / "fonts"), name="fonts")
    _sign_in_routes(service, app, pages)
    for routes in (
        looking_routes(service, pages),
        file_routes(service, pages),
        deciding_routes(service, pages, service.bundle_folder),
    ):
        app.include_router(routes)

    @app.exception_handler(SignInNeededError)
    def sign_in(_request: Request, error: SignInNeededError) -> Response:
        return RedirectResponse(f"/t/{error.province}/login", 303)

    @app.exception_handler(ProtocolError)
    def refused(request: Request, error: ProtocolError) -> Response:
        if request.url.path.startswith("/t/"):
            return _error_page(pages, error)
        return refusal(error)

    @app.get("/", include_in_schema=False)
    def home() -> Response:
        with service.database.read() as connection:
            found = provinces_known(connection)
        if len(found) == 1:
            return RedirectResponse(f"/t/{found[0].code}/", 303)
        return pages.plain("provinces.html", provinces=found)


def _sign_in_routes(service: Service, app: FastAPI, pages: Pages) -> None:
    @app.get("/t/{province}/login", include_in_schema=False)
    def login_page(province: ProvinceCode) -> HTMLResponse:
        return _login_page(service, pages, province, failed=False)

    @app.post("/t/{province}/login", include_in_schema=False)
    def login(
        request: Request,
        province: ProvinceCode,
        login: Annotated[str, Form(max_length=64)],
        password: Annotated[str, Form(max_length=200)],
    ) -> Response:
        check_origin(request)
        address = request.client.host if request.client else ""
        with service.database.write() as connection:
            accounts = AccountRepository(connection, province)
            token = accounts.sign_in(login, password, address=address, now=service.clock())
        if token is None:
            return _login_page(service, pages, province, failed=True)
        return with_cookie(back_to(f"/t/{province}/"), province, token, secure=service.secure)

    @app.post("/t/{province}/logout", include_in_schema=False)
    def logout(request: Request, who: Signed) -> Response:
        with service.database.write() as connection:
            AccountRepository(connection, who.province.code).sign_out(request.cookies.get(COOKIE, ""))
        return back_to(f"/t/{who.province.code}/login")


def _login_page(service: Service, pages: Pages, province: str, *, failed: bool) -> HTMLResponse:
    with service.database.read() as connection:
        found = DeskRepository(connection, province).province()
    if found is None:
        raise ProtocolError("SYNC-010")
    return pages.plain("login.html", 401 if failed else 200, province=found, failed=failed)


def _error_page(pages: Pages, error: ProtocolError) -> Response:
    status = {**dict.fromkeys(FORBIDDEN, 403), **dict.fromkeys(MISSING, 404), **dict.fromkeys(TOO_OFTEN, 429)}
    return pages.plain(
        "error.html", status.get(error.code, 503 if error.code == "SYNC-020" else 400), error=pages.error(error.code)
    )


def malformed(request: Request, pages: Pages, status: int = 400) -> Response:
    """The answer to a request that is not what a route takes; it says nothing of what was sent."""
    if not request.url.path.startswith("/v1/"):
        return _error_page(pages, ProtocolError("SYNC-046"))
    return JSONResponse({"error": "SYNC-002" if status == 400 else "SYNC-046"}, status)
