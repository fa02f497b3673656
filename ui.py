"""The browser chat: question → highlighted answer, numbered citations, the note behind them."""

import os

# Read when gradio is imported. The second keeps it from summing up all past events after each
# one, which halves the time an answer takes to arrive.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"
# Else gradio_client, which --mcp uses, asks the model hub for a list of coding agents.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from chat.backend import Backend
from chat.errors import UiError
from chat.page import build
from chat.server import Options, launch, serve

__all__ = ["Backend", "Options", "UiError", "build", "launch", "serve"]

if __name__ == "__main__":
    from qa import Notebook

    serve(lambda progress: Notebook.open(progress=progress))
