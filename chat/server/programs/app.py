"""All that programs and agents are offered, as one application: REST, MCP, metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.security.http import HTTPBase

from chat.server.backend import Backend
from chat.server.options import Options
from chat.server.programs.auth import Authorised
from chat.server.programs.gate import Gate
from chat.server.programs.problems import add_handlers
from chat.server.programs.rest import ROOT, TITLE, VERSION, Rest, routes

# What is answered here; the last is where the page once had its agents.
OWN = ("/api", "/healthz", "/metrics", "/mcp", "/gradio_api/mcp")
_BASIC = HTTPBase(scheme="basic", auto_error=False)  # only told here; `Authorised` sees to it


def programs(backend: Backend, options: Options) -> FastAPI:
    questions = Gate()
    agents: Any = None
    if options.mcp:
        from chat.server.programs.agents import Agents, OverHttp  # mcp: half a second

        agents = OverHttp(Agents(backend, questions, options.agents_sync))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if agents is None:
            yield
        else:
            async with agents.run():
                yield

    app = FastAPI(
        title=TITLE, version=VERSION, openapi_url=f"{ROOT}/openapi.json",
        docs_url=None, redoc_url=None,  # these fetch scripts from elsewhere
        lifespan=lifespan,
        dependencies=[Depends(_BASIC)] if options.auth else [],
    )  # fmt: skip
    app.include_router(routes(Rest(backend, questions, Gate(1, 8)), options.auth is not None))
    if agents is not None:
        for path in ("/mcp", "/gradio_api/mcp", "/gradio_api/mcp/"):
            app.router.add_route(path, agents, include_in_schema=False)
    if options.metrics:
        from chat.server.programs.metrics import Metrics

        metrics = Metrics()
        backend.watchers.append(metrics.take)
        app.router.add_route("/metrics", lambda _: metrics.response(), include_in_schema=False)
    add_handlers(app)
    app.add_middleware(Authorised, auth=options.auth)
    return app


def is_own(path: str) -> bool:
    return any(path == own or path.startswith(f"{own}/") for own in OWN)
