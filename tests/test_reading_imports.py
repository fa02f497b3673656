"""`galpi import`: from feeds, exports and saved pages to notes."""

from pathlib import Path

import pytest

from index.errors import ListingError
from index.reading.imports import import_source
from index.reading.notes import read_note

RSS = """<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>강가의 기록</title>
<item><title>물안개</title><link>https://a.example/1</link>
<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate><category>새벽</category>
<wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[<h2>언제</h2><p>기온이 <b>4도</b> 벌어지면 낀다.</p>]]>
</content:encoded></item>
<item><title>물안개</title><description>해가 뜨면 걷힌다.</description></item>
<item><title>그림</title><wp:post_type>attachment</wp:post_type><description>x</description>
</item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>산</title><entry><title>능선</title>
<updated>2023-05-06T00:00:00Z</updated>
<content type="html">&lt;p&gt;바람이 세다.&lt;/p&gt;</content>
</entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "바다", "items": [
{"title": "파도", "content_text": "일곱째가 높다.", "tags": ["물"]}]}"""
PAGE = "<!doctype html><title>밭 - velog</title><h2>고랑</h2><p>두 뼘 깊이로 판다.</p>"


def imported(tmp_path: Path, name: str, content: str) -> dict[str, str]:
    source, notes = tmp_path / name, tmp_path / "notes"
    source.write_text(content, encoding="utf-8")
    report = import_source(source, notes)
    assert import_source(source, notes).unchanged == report.written
    return {path: (notes / path).read_text(encoding="utf-8") for path in report.written}


def test_rss_and_wordpress(tmp_path: Path) -> None:
    found = imported(tmp_path, "a.xml", RSS)
    assert list(found) == ["강가의 기록/물안개.md", "강가의 기록/물안개-2.md"]
    first = found["강가의 기록/물안개.md"]
    assert first.endswith("## 언제\n\n\n기온이 4도 벌어지면 낀다.\n")
    meta = read_note("강가의 기록/물안개.md", first.encode()).meta
    assert (meta.book, meta.title, meta.tags) == ("강가의 기록", "물안개", ("새벽",))
    assert (meta.date, meta.url) == ("2024-03-05", "https://a.example/1")


@pytest.mark.parametrize(
    ("name", "content", "path", "body"),
    [
        ("a.xml", ATOM, "산/능선.md", "바람이 세다."),
        ("a.json", JSON, "바다/파도.md", "일곱째가 높다."),
        ("밭.html", PAGE, "밭/밭.md", "두 뼘 깊이로 판다."),
    ],
)
def test_other_kinds(tmp_path: Path, name: str, content: str, path: str, body: str) -> None:
    found = imported(tmp_path, name, content)
    assert list(found) == [path]
    assert found[path].endswith(f"{body}\n")


def test_what_was_edited_is_kept(tmp_path: Path) -> None:
    imported(tmp_path, "a.xml", ATOM)
    (tmp_path / "notes/산/능선.md").write_text("고침", encoding="utf-8")
    assert import_source(tmp_path / "a.xml", tmp_path / "notes").kept == ("산/능선.md",)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xml", "<rss><channel></channel></rss>", "holds no post with a text; it may be RSS, "),
        ("a.json", "{}", "is JSON, and no JSON Feed"),
        ("a.txt", "아무 말", "no entry in 1 lines"),
        ("a.html", "<html></html>", "holds no post with a text"),
    ],
)
def test_what_cannot_be_taken(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ListingError, match=reason):
        import_source(tmp_path / name, tmp_path / "notes")
    assert not (tmp_path / "notes").exists()


def test_neither_a_link_nor_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ListingError, match="galpi fetches nothing; save it as a file first"):
        import_source(Path("https://a.example/rss"), tmp_path)
    with pytest.raises(ListingError, match="is a folder; one that holds notes is read as it is"):
        import_source(tmp_path, tmp_path)
