"""The browser chat: question → Answer → bubble, evidence and the note itself.

`page` makes HTML of what the notebook says; `server` keeps the notebook and the conversations, and
decides who gets an answer.
"""

import os

# Read when gradio is imported. The second keeps it from summing up all past events after each
# one, which halves the time an answer takes to arrive.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"
# Else gradio_client, which --mcp uses, asks the model hub for a list of coding agents.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
