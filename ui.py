"""The browser chat: question → highlighted answer, numbered citations, the note behind them."""

from chat.server.app import build
from chat.server.backend import Backend
from chat.server.errors import UiError
from chat.server.options import Options
from chat.server.server import launch, serve

__all__ = ["Backend", "Options", "UiError", "build", "launch", "serve"]

if __name__ == "__main__":
    from qa import Notebook

    serve(lambda progress: Notebook.open(progress=progress))
