"""In: what programs and agents ask, over REST and MCP. Out: the JSON of the command line."""
