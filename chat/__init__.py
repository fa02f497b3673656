"""The browser chat: question → Answer → bubble, evidence and the note itself.

`markup` and `markdown` make HTML of untrusted text, `bubble`, `evidence` and `status` of what the
notebook says; `backend` keeps the notebook and `conversations` the turns of each tab; `page` lays
them out, `api` is for programs, `guard` stands in front and `server` starts it all.
"""
