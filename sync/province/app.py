"""The application: the face for desks, the pages for people, health and measures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from sync.province.limits import App, Gate
from sync.province.machines import machine_routes
from sync.province.pages.routes import malformed, page_routes
from sync.province.service import Service

# Threads that wait for the database. More of them answer fewer requests: they take the interpreter from one another.
THREADS = 6


@asynccontextmanager
async def _few_threads(_app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = THREADS
    yield


def make_app(service: Service) -> App:
    """Build it around its parts."""
    app = FastAPI(title="Bàn Một Cửa – tỉnh", version="1", lifespan=_few_threads, docs_url=None, redoc_url=None)
    app.include_router(machine_routes(service))
    page_routes(service, app)

    @app.exception_handler(RequestValidationError)
    def not_taken(request: Request, _error: RequestValidationError) -> Response:
        return malformed(request, app.state.pages)

    @app.exception_handler(HTTPException)
    def not_served(request: Request, error: HTTPException) -> Response:
        """What is not text, not JSON or nested too deep; an address or a method that there is not."""
        return malformed(request, app.state.pages, error.status_code)

    @app.get("/healthz", tags=["operation"], responses={503: {"description": "The database cannot be reached"}})
    def health() -> PlainTextResponse:
        """Whether the service and its database work."""
        service.database.ping()
        return PlainTextResponse("ok")

    @app.get("/metrics", tags=["operation"])
    def metrics() -> Response:
        """Measures, for Prometheus."""
        return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return Gate(app, service.metrics)
