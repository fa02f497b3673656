"""galpi beside what people would pick in its place: `python -m bench.peers`."""

PASSAGES = 50  # that are looked for, to rank ten notes by them
# Of a passage, where a peer leaves that to its user: some 256 tokens of Korean.
CHARACTERS, OVERLAP, TOKENS = 500, 50, 256
