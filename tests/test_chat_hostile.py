"""Hostile notes and questions, Korean input, and a first run, in a real browser."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from browsing import BOX, Tabs, ask
from conftest import write_notes
from playwright.sync_api import BrowserContext, Page, expect
from quoting import Quoting
from serving import served

from qa import Notebook

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)

POD = "파드 IP는 재생성될 때마다 바뀌므로 직접 적어 두고 쓰면 안 된다."

# What is written in a note and in a question, and what is to be seen of it in the note, None for
# all of it. Nothing may come of it.
HOSTILE: list[tuple[str, str | None]] = [
    ("<script>alert(1)</script>", None),
    ("<img src=x onerror=alert(1)>", "x"),
    ("<img src=http://evil.test/x.png>", "x.png"),
    ("![그림](http://evil.test/x.png)", "그림"),
    ("![그림](../../../etc/x.png) ![[../../x.png]]", "그림"),
    ("<svg onload=alert(1)>", None),
    ("<details open ontoggle=alert(1)>", ""),
    ("<iframe srcdoc='<script>alert(1)</script>'></iframe>", None),
    ("<input autofocus onfocus=alert(1)>", None),
    ("<meta http-equiv=refresh content='0;url=http://evil.test'>", None),
    ("<form action=http://evil.test><button>보내기</button></form>", None),
    ("<video src=http://evil.test/x.mp4 autoplay></video>", None),
    ("<b style='position:fixed;inset:0;background:red' onclick=alert(1)>덮개</b>", "덮개"),
    ("<style>body { display: none }</style>", None),
    ("<a href='javascript:alert(1)'>눌러</a>", "눌러"),
    ("[눌러](javascript:alert(1))", "눌러"),
    ("[눌러](data:text/html,<script>alert(1)</script>)", "눌러"),
    ("${document.title} ${alert(1)}", None),
    ("{{value}} {{#if x}}y{{/if}} {% x %}", None),
    ("</mark></div></a> 밖으로", "밖으로"),
    ("kubectl get pod <pod-name> -n <네임스페이스>", None),
    ("$x^2 \\href{javascript:alert(1)}{y} \\class{card}{z}$ 그리고 \\(y\\) 와 $5", "그리고"),
    ("앞\u202e뒤집힌 글\u202c 끝", None),
    ("앞 <!-- 주석 --> 뒤 %%주석%% 끝", "앞 뒤 끝"),
    ("&lt;b&gt; &amp; &#60;i&#62;", "<b> & <i>"),
    ("C:\\users\\${HOME} `\\u0041`", "C:\\users${HOME} \\u0041"),
    ("#cite-1-1 <a class=cite href=#cite-1-1 role=button>1</a>", "#cite-1-1 1"),
    ("[[<img src=x onerror=alert(1)>|눌러]] [[#cite-1-1]]", "눌러"),
    ("<mtext><math><table><mglyph><b><!--</b><img title='--><img src=x onerror=alert(1)>'>", ""),
    ("==<img src=x onerror=alert(1)>== ~~<script>alert(1)</script>~~", "<script>alert(1)</script>"),
    ("글[^1]\n\n[^1]: <script>alert(1)</script>", "글"),
    (
        "\n> [!<b>x] <script>alert(1)</script>\n> [!note] <iframe src=x>",
        "<script>alert(1)</script>",
    ),
    ("\n| <script>alert(1)</script> |\n|---|\n| </table><form> |\n", "<script>alert(1)</script>"),
    (
        "\n```html\n<script>alert(1)</script>${alert(1)}\n```\n",
        "<script>alert(1)</script>${alert(1)}",
    ),
    ("\n$$\n\\text{<img src=x onerror=alert(1)>}\n$$\n", ""),
    ("\n- [ ] <script>alert(1)</script>", "<script>alert(1)</script>"),
]


@pytest.fixture(scope="module")
def chat_notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "notes"
    write_notes(
        folder,
        {
            f"적대적인 노트/{n:02}-함정.md": f"# {n}장 함정\n\n표식{n}은 {text} 이다.\n"
            for n, (text, _) in enumerate(HOSTILE, start=1)
        },
    )
    write_notes(
        folder,
        {"적대적인 노트/x.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"},
    )
    return folder


HALVES = [slice(0, 20), slice(20, None)]  # a conversation has 30 turns


@pytest.mark.parametrize("half", HALVES)
def test_hostile_notes_are_shown_and_nothing_comes_of_them(page: Page, half: slice) -> None:
    page.select_option("#book", "적대적인 노트")
    for number, (text, seen) in [*enumerate(HOSTILE, start=1)][half]:
        page.select_option("#chapters select:not([hidden])", str(number))
        ask(page, f"표식{number}은")
        page.locator("#chat .around summary").last.click()
        for place in (page.locator("#chat .quote").last, page.locator("#panel .note")):
            expect(place).to_contain_text(text if seen is None else seen)
    assert_nothing_ran(page)


def test_a_link_to_no_note_is_told(page: Page) -> None:
    number = next(n for n, (text, _) in enumerate(HOSTILE, start=1) if text.startswith("[["))
    ask(page, f"표식{number}은")
    page.locator("#panel a.wiki").first.click()
    expect(page.locator("#panel .hint")).to_contain_text("노트가 없습니다.")
    assert_nothing_ran(page)
    page.locator('#panel a[href="#back"]').click()
    expect(page.locator("#panel .note")).to_contain_text(f"표식{number}은")


@pytest.mark.parametrize("half", HALVES)
def test_hostile_questions_are_shown_as_they_were_asked(page: Page, half: slice) -> None:
    for text, _ in HOSTILE[half]:
        ask(page, f"표식 {text}\n    들여쓴 줄\n\t탭")
    shown = page.locator("#chat .question").all_text_contents()  # with all blanks
    assert shown == [f"표식 {text}\n    들여쓴 줄\n\t탭" for text, _ in HOSTILE[half]]
    assert_nothing_ran(page)


def assert_nothing_ran(page: Page) -> None:
    """The page's own watch looks for dialogs, requests and errors."""
    places = "#chat .answer, #chat .question, #panel"
    strange = "script, svg, iframe, style, form, input, video, meta, object, embed, [onclick]"
    assert page.locator(places).locator(strange).count() == 0
    notes = ".said, .quote, .note"
    assert page.locator(notes).locator("[style], [id], .card, .number, .act").count() == 0
    pictures = page.locator(places).locator("img")
    of = "(all, name) => all.map(e => e.getAttribute(name) ?? '')"
    assert all(source.startswith("/picture/") for source in pictures.evaluate_all(of, "src"))
    links = page.locator(places).locator("a[href]").evaluate_all(of, "href")
    kinds = {link.partition(":")[0].partition("-")[0] for link in links}
    assert kinds <= {
        "#cite",
        "#copy",
        "#good",
        "#bad",
        "#other",
        "#open",
        "#back",
        "vscode",
        "http",
    }
    expect(page.locator("#top")).to_be_visible()


def test_enter_that_ends_a_syllable_does_not_send_the_question(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    page.click(BOX)
    devtools.send("Input.insertText", {"text": "파드란 무엇인가"})
    composing = {"text": "요", "selectionStart": 1, "selectionEnd": 1}
    devtools.send("Input.imeSetComposition", composing)
    key = {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", key)
    page.wait_for_timeout(300)
    expect(page.locator("#chat .question")).to_have_count(0)
    devtools.send("Input.insertText", {"text": "요"})
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question")).to_have_text(["파드란 무엇인가요"])
    expect(page.locator(BOX)).to_have_value("")
    page.wait_for_timeout(300)
    expect(page.locator("#chat .question")).to_have_count(1)


def test_the_page_is_there_before_the_notebook_and_says_so(
    context: BrowserContext, tmp_path: Path
) -> None:
    go_on = Event()
    write_notes(tmp_path / "notes", {"책/01-파드.md": f"# 1장 파드\n\n{POD}\n"})

    def open_notebook(progress: object) -> Notebook:
        go_on.wait(30)
        return Notebook.open(tmp_path / "notes")

    with served(open_notebook, start=False) as (url, backend), ThreadPoolExecutor(1) as threads:
        started = threads.submit(backend.start)
        page = Tabs(context, url).open()
        expect(page.locator("#line")).to_contain_text("준비 중")
        expect(page.locator("#welcome h2")).to_contain_text("노트를 읽고 있습니다")
        page.fill(BOX, "파드란?")
        page.press(BOX, "Enter")
        expect(page.locator("#notice")).to_contain_text("준비 중입니다. 곧 다시 물어보세요.")
        go_on.set()
        expect(page.locator("#line .ok")).to_be_visible(timeout=15_000)
        started.result()
        page.press(BOX, "Enter")
        expect(page.locator("#chat .answer")).to_have_count(1)


def test_an_empty_folder_is_explained_and_filled(context: BrowserContext, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    with served(lambda progress: Quoting.open(folder, progress=progress)) as (url, _):
        page = Tabs(context, url).open()
        expect(page.locator("#welcome h2")).to_contain_text("아직 노트가 없습니다")
        expect(page.locator("#welcome")).to_contain_text(f"{folder} does not exist")
        page.fill(BOX, "파드란?")
        page.press(BOX, "Enter")
        expect(page.locator("#notice")).to_contain_text("아직 노트가 없습니다.")
        write_notes(
            folder, {"책/01-파드.md": f"# 1장 파드\n\n{POD}\n\n## 1.1 볼륨\n\n볼륨은 남는다.\n"}
        )
        page.click("#update")
        expect(page.locator("#line .ok")).to_be_visible(timeout=15_000)
        ask(page, POD)
        expect(page.locator("#chat .said")).to_have_text([POD])
