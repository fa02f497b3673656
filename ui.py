"""The browser chat: question → highlighted answer, numbered citations, retrieved passages.

Notes and questions are untrusted text. They become HTML in `_text` alone; the Chatbot's own
sanitiser stands behind that, and the Content-Security-Policy behind both.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import cache, partial
from html import escape
from typing import Any

# Read when gradio is imported. The second keeps it from summing up all past events after each
# one, which halves the time an answer takes to arrive.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"

import gradio as gr
from gradio.events import api
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa import Answer, Hit, Notebook, NotesError
from qa.notebook import MAX_QUESTION

MAX_TURNS = 30  # of a chat; all of it is sent again with each answer
Open = Callable[[], Notebook]
Turn = tuple[str, str]  # a question, and its answer as HTML


class UiError(NotesError):
    """The port is taken, or the notebook is still being opened."""


def answer_html(answer: Answer) -> str:
    """The passages quoted from with the spans marked, then the citations."""
    notices = [f"동기화 뒤 바뀐 노트 · changed since last sync: {path}" for path in answer.stale]
    if answer.context:
        notices.insert(0, f"앞 질문과 함께 찾음 · searched together with: {answer.context}")
    lines = "".join(f'<p class="small">{_text(notice)}</p>' for notice in notices)
    body = _quotes(answer) if answer.found else _nearest(answer.hits[:3])
    facts = f"확신 confidence {answer.confidence:.0%} · {answer.seconds * 1000:.0f} ms"
    return f'<div class="answer">{lines}{body}<p class="small">{facts}</p></div>'


def passages_html(answer: Answer) -> str:
    """Every hit by rank, with the spans of the answer marked."""
    return "".join(
        f'<article class="passage"><h3>{_chip(hit.rank)} {_text(hit.label)}</h3>'
        f'<p class="small">{_text(hit.path)}:{hit.line}</p>{_marked(answer, number)}</article>'
        for number, hit in enumerate(answer.hits, start=1)
    )


def _quotes(answer: Answer) -> str:
    numbers = {(citation.path, citation.label): citation.number for citation in answer.citations}
    passages = ""
    for number in dict.fromkeys(span.hit for span in answer.spans):  # best first, each once
        hit = answer.hits[number - 1]
        passages += _marked(answer, number, _chip(numbers[hit.path, hit.label]))
    sources = "".join(_place(c.label, c.line, _chip(c.number)) for c in answer.citations)
    return f"{passages}<ol>{sources}</ol>"


def _nearest(hits: Iterable[Hit]) -> str:
    places = "".join(_place(hit.label, hit.line) for hit in hits)
    offer = f"<p>관련 있을 수 있는 곳 · Nearest passages</p><ul>{places}</ul>" if places else ""
    return f"<p><b>노트에서 답을 찾지 못했습니다.</b> Not in your notes.</p>{offer}"


def _chip(number: int) -> str:
    return f'<b class="number">{number}</b>'


def _place(label: str, line: int, chip: str = "") -> str:
    return f'<li>{chip} {_text(label)} <span class="small">({line}행 · line {line})</span></li>'


def _marked(answer: Answer, number: int, chip: str = "") -> str:
    """The passage of a hit (1-based), its spans marked, each with the chip behind it."""
    hit, parts, at = answer.hits[number - 1], [], 0
    spans = [span for span in answer.spans if span.hit == number]
    for span in sorted(spans, key=lambda span: span.start):
        start, end = span.start - hit.start, span.end - hit.start
        parts += [_text(hit.text[at:start]), f"<mark>{_text(hit.text[start:end])}</mark>{chip}"]
        at = end
    return f'<div class="text">{"".join(parts)}{_text(hit.text[at:])}</div>'


def _text(text: str) -> str:
    """As HTML on one line: the Chatbot would take the indentation off several."""
    lines = escape(text).replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\n", "&#10;").replace("\t", "&#9;")


def build(notebook: Open) -> gr.Blocks:
    """`notebook` is called for each question: it gives the same one, or raises NotesError."""

    def ask(question: str, k: int = 5) -> dict[str, Any]:
        """Answer with sentences of the notes, after reading k (1 to 100) passages."""
        try:
            return notebook().ask(question, k).to_dict()
        except NotesError as error:
            raise gr.Error(" ".join(str(error).split()), print_exception=False) from error

    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    demo = gr.Blocks(title="갈피 galpi", analytics_enabled=False, fill_width=True)
    with demo:
        _html(HEADER)
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="talk"):
                chat = gr.Chatbot(
                    elem_id="chat", label="대화 · Chat", show_label=False, container=False,
                    buttons=[], render_markdown=False, latex_delimiters=[], sanitize_html=True,
                    placeholder="<h2>무엇을 찾아 드릴까요?</h2><p>What are you looking for?</p>",
                )  # fmt: skip
                notice = _html("", "notice")
                box = gr.Textbox(
                    elem_id="question", label="질문 · Question", show_label=False,
                    container=False, lines=1, max_lines=5, max_length=MAX_QUESTION,
                    placeholder="노트에 대해 질문하세요 · Ask about your notes", submit_btn=True,
                )  # fmt: skip
            with gr.Column(elem_id="side"):
                _html("<h2>찾은 구절 <small>Retrieved passages</small></h2>")
                passages = _html(EMPTY_SIDE, "passages")
        turns = gr.State([])  # list[Turn], on the server: a page cannot forge its history
        page = [box, notice, chat, passages, turns]
        box.submit(partial(_reply, notebook), [box, turns], page, **private)
        chat.clear(lambda: ("", "", [], EMPTY_SIDE, []), None, page, queue=False, **private)
        api(ask, api_name="ask")
    demo.queue(default_concurrency_limit=4, max_size=64)
    return demo


def _reply(notebook: Open, question: str, turns: list[Turn]) -> Iterator[tuple[Any, ...]]:
    """The question at once, as searching may take a while; then its answer."""
    yield "", "", _messages([*turns, (question, "…")]), gr.skip(), gr.skip()
    try:
        answer = notebook().ask(question, history=[earlier for earlier, _ in turns])
    except NotesError as error:
        alert = f'<p role="alert">{_text(str(error))}</p>'
        yield question, alert, _messages(turns), gr.skip(), gr.skip()
        return
    turns = [*turns, (answer.question, answer_html(answer))][-MAX_TURNS:]
    yield gr.skip(), gr.skip(), _messages(turns), passages_html(answer), turns


def _messages(turns: list[Turn]) -> list[dict[str, str]]:
    messages = []
    for question, answer in turns:
        messages.append({"role": "user", "content": f'<div class="text">{_text(question)}</div>'})
        messages.append({"role": "assistant", "content": answer})
    return messages


def _html(value: str, name: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)


def serve(open_notebook: Open, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Blocks until interrupted. The page is there while the notebook is still being opened; the
    NotesError of one that cannot be opened ends it, as does UiError for a port that is taken."""
    opening: Future[Notebook] = Future()
    demo = build(partial(_opened, opening))
    try:
        sys.stderr.write(f"갈피 galpi: {launch(demo, host, port)}\n")
        opening.set_result(open_notebook())
        demo.block_thread()
    finally:
        demo.close(verbose=False)


def _opened(opening: Future[Notebook]) -> Notebook:
    if not opening.done():
        raise UiError("준비 중입니다. 곧 다시 물어보세요. · Still loading; ask again in a moment.")
    return opening.result()


def launch(demo: gr.Blocks, host: str = "127.0.0.1", port: int = 7860) -> str:
    """Listens in a thread, to requests for this host by name only. Gives the URL."""
    hosts = [host, "127.0.0.1", "localhost"]
    guards = [Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(security_headers)]
    try:
        demo.launch(
            server_name=host, server_port=port, share=False, ssr_mode=False, run_history=False,
            enable_monitoring=False, footer_links=[], state_session_capacity=200, quiet=True,
            prevent_thread_lock=True, app_kwargs={"middleware": guards}, theme=THEME, head=HEAD,
        )  # fmt: skip
    except OSError as error:
        raise UiError(f"port {port} of {host} is taken; give another with --port") from error
    return f"http://{host}:{port}"


def security_headers(app: ASGIApp) -> ASGIApp:
    """Keeps the page from calling any other host. Plain ASGI: events are not held back."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await app(scope, receive, with_headers)

    return guarded


POLICY = b"""default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' \
'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; frame-src 'none'; \
object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"""
HEADERS = [
    (b"content-security-policy", POLICY),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
HEADER = """<h1 style="font-size: 22px">갈피 <small>galpi</small></h1>
<p class="small">내 노트의 문장으로 답합니다 · Answers quoted from your notes</p>"""
EMPTY_SIDE = '<p class="small">질문하면 찾은 구절이 여기에 나옵니다 · Passages appear here</p>'
FONTS = ["Pretendard", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "sans-serif"]
THEME = gr.themes.Base(primary_hue="indigo", neutral_hue="slate", font=FONTS)
# Gradio rewrites and breaks some of a css=; a <style> in the head it leaves alone.
HEAD = """<script>document.documentElement.lang = "ko"</script><style>
.gradio-container { word-break: keep-all; overflow-wrap: anywhere } footer { display: none }
.gradio-container main { padding: 8px 24px !important } .html-container { padding: 0 !important }
.html-container :is(h1, h2, h3) { font-weight: 700; margin: 0 0 2px; font-size: 15px }
.gradio-container :is(small, .small) { font-size: 12px; font-weight: 400; opacity: .7; margin: 0 }
#panes { height: calc(100dvh - 106px); min-height: 420px; flex-wrap: nowrap; gap: 28px }
#panes > * { min-width: 0 !important; height: 100%; flex-wrap: nowrap; gap: 10px }
#talk { flex: 4 1 0 !important } #side { flex: 3 1 0 !important; overflow: auto }
#chat { flex: 1 1 0 !important; border-radius: 14px } #chat .placeholder { text-align: center }
#chat .bot { max-width: 100% } #notice:not(:has(p)) { display: none } #notice p { color: #c2321f }
#question { border: 1px solid var(--border-color-primary); border-radius: 14px; padding: 4px }
#question textarea { font-size: 16px; background: none; border: 0; box-shadow: none }
.text { white-space: pre-wrap; line-height: 1.75 } li .small { white-space: nowrap }
:is(.answer, .passage) .text { color: color-mix(in srgb, var(--body-text-color) 75%, transparent) }
.answer :is(ol, ul) { margin: 10px 0; padding: 0; list-style: none } mark { color: #2b2300 }
.passage { border-top: 1px solid var(--border-color-primary); padding: 14px 0; font-size: 14px }
mark, .number { background: #fff0a8; border-radius: 4px; padding: 1px 3px }
.number { background: #e0e7ff; color: #3730a3; padding: 0 6px; margin: 0 2px; font-size: 12px }
@media (max-width: 860px) { #panes { display: block } #side { height: auto !important } }
</style>"""

if __name__ == "__main__":
    demo = build(cache(Notebook.open))
    launch(demo)
    demo.block_thread()
