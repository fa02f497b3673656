"""In: lines of a note, each with its place in it. Out: what they look like, as harmless HTML.

lines → tokens (parser) → HTML of blocks (rendering), of what stands in them (inline), of code and
formulas (code) and of the HTML that notes hold themselves (raw), which is also where all of it is
cleaned.
"""
