"""What is told of a file or folder that cannot be read as it is, in Korean and English."""

from index.language import half

_BETWEEN = " · "  # see `half`
_REASONS = {
    # No file of its kind.
    "nul": (
        "글이 아닙니다(NUL 바이트가 있음). 지우거나 이름을 바꾸세요",
        "is not text (it holds NUL bytes); remove it or rename it",
    ),
    "encoding": (
        "UTF-8이 아니고({byte}번째 바이트) 맞는 한글 인코딩도 없습니다. UTF-8로 저장하세요",
        "is not UTF-8 text (byte {byte} is not) and no Korean encoding fits; save it as UTF-8",
    ),
    "bom": (
        "{encoding}로 시작하지만 {byte}번째 바이트에서 깨졌습니다",
        "begins as {encoding} but breaks at byte {byte}",
    ),
    "archive": ("압축이 깨졌거나 잠겼습니다({why})", "is broken or locked ({why})"),
    "docx": (
        "워드 문서가 아닙니다({why}). .docx로 다시 저장하세요",
        "is no Word document ({why}); save it again as .docx",
    ),
    "epub": ("EPUB이 아닙니다(package가 없음)", "is no EPUB (no package was found)"),
    "ipynb": (
        "주피터 노트북이 아닙니다(`cells`가 있는 JSON이어야 함). 주피터에서 다시 저장하세요",
        "is no Jupyter notebook (JSON with `cells` was expected); save it again from Jupyter",
    ),
    "pdf": ("PDF를 읽을 수 없습니다({why})", "cannot be read as PDF ({why})"),
    "locked": ("암호로 잠겨 있음", "it is locked with a password"),
    "endless": ("{seconds}초 안에 끝나지 않음", "no end after {seconds} s"),
    "heavy": (
        "메모리를 너무 많이 쓰거나 읽는 도중에 죽음",
        "it takes too much memory or breaks the reader",
    ),
    "pages": ("{count:,}쪽, {most:,}쪽까지 읽음", "{count:,} pages, {most:,} are read"),
    "scan": (
        "글자가 없는 PDF(스캔한 그림)입니다. 먼저 글자 인식(OCR)을 하세요",
        "has no text, only pictures of it; run a text recognition (OCR) over it first",
    ),
    "notion": (
        "노션 페이지가 없습니다(.md, .csv, .html이 있어야 함)",
        "holds no page of Notion (.md, .csv or .html was expected)",
    ),
    # More than is read.
    "bytes": (
        "{size:,}바이트입니다. 노트 하나는 {most:,}바이트까지이니 나누세요",
        "is {size:,} bytes; a note may have {most:,}, split it",
    ),
    "characters": (
        "글자가 {size:,}자입니다. {most:,}자까지 읽으니 나누세요",
        "holds {size:,} characters of text, {most:,} are read; split it",
    ),
    "members": (
        "파일 {size:,}개가 들어 있습니다. {most:,}개까지 읽으니 나누세요",
        "holds {size:,} files, {most:,} are read; split it",
    ),
    "bomb": (
        "풀면 너무 큽니다({size:,}바이트, {most:,}바이트까지 읽음). 나누세요",
        "unpacks to more than is read ({size:,} bytes, at most {most:,}); split it",
    ),
    # Not to be opened.
    "name": (
        "이름이 UTF-8이 아닙니다. 이름을 바꾸세요",
        "has a name that is not UTF-8; rename it",
    ),
    "same name": (
        "{other!r}와 이름의 유니코드 형식만 다릅니다",
        "differs from {other!r} only in the Unicode form of its name",
    ),
    "outside": ("노트 폴더 밖으로 이어집니다", "leads out of the notes folder"),
    "unreadable": ("읽을 수 없습니다({why})", "cannot be read ({why})"),
    "unlistable": ("열어 볼 수 없습니다({why})", "cannot be listed ({why})"),
    "no file": ("이제 파일이 아닙니다", "is no longer a file"),
    # The notes folder.
    "no folder": (
        "노트 폴더({folder})가 없습니다. 만들어 .md 파일을 넣거나 --notes로 다른 폴더를 주세요",
        "the notes folder {folder} does not exist; make it and put .md files in it, or give "
        "another with --notes",
    ),
    "a file": (
        "노트 폴더가 아니라 파일입니다({folder}). 그 파일이 든 폴더를 --notes {above} 로 주세요",
        "the notes folder {folder} is a file; give the folder that holds it: --notes {above}",
    ),
    "no list": (
        "노트 폴더({folder})를 열어 볼 수 없습니다({why})",
        "the notes folder {folder} cannot be listed ({why})",
    ),
    "settings": (
        "설정 파일({path})을 읽을 수 없습니다({why}). "
        'TOML로 `exclude = ["a/"]`처럼 쓰거나 지우세요',
        '{path} cannot be read ({why}); write it as TOML, `exclude = ["a/"]`, or remove it',
    ),
    "no notes": (
        "{folder}에 노트가 없습니다(.md, .html, .pdf처럼 읽을 수 있는 파일이 없음{unread}). "
        "넣거나 --notes로 다른 폴더를 주세요",
        "no notes in {folder}: it holds no file such as .md, .html or .pdf{unread}; "
        "put some there, or give another folder with --notes",
    ),
    # Read, and something about it had to be guessed or left out.
    "legacy": (
        "{encoding}로 읽었습니다. UTF-8이면 좋습니다",
        "read as {encoding}; UTF-8 was expected",
    ),
    "empty": (
        "비어 있습니다. 아직 찾을 것이 없습니다",
        "is empty; there is nothing to find in it yet",
    ),
    "unclosed": (
        "머리말(front matter)이 {rule} 줄로 끝나지 않습니다. 읽지 않았습니다",
        "front matter is never closed by a line {rule}; ignored",
    ),
    "long matter": (
        "머리말(front matter)이 {size:,}자입니다. {most:,}자까지 읽으니 줄이세요. 읽지 않았습니다",
        "front matter has {size:,} characters, {most:,} are read; ignored, please shorten it",
    ),
    "lines": (
        "머리말(front matter)이 올바른 YAML이 아닙니다. 줄마다 읽었으니 고치세요",
        "front matter is not valid YAML; read line by line, please mend it",
    ),
    "lines at": (
        "머리말(front matter)이 {line}번째 줄에서 올바른 YAML이 아닙니다. 줄마다 읽었으니 고치세요",
        "front matter is not valid YAML in line {line}; read line by line, please mend it",
    ),
    "yaml": (
        "머리말(front matter)이 올바른 YAML이 아닙니다. 읽지 않았으니 고치세요",
        "front matter is not valid YAML; ignored, please mend it",
    ),
    "yaml at": (
        "머리말(front matter)이 {line}번째 줄에서 올바른 YAML이 아닙니다. 읽지 않았으니 고치세요",
        "front matter is not valid YAML in line {line}; ignored, please mend it",
    ),
    "toml": (
        "머리말(front matter)이 올바른 TOML이 아닙니다. 읽지 않았으니 고치세요",
        "front matter is not valid TOML; ignored, please mend it",
    ),
    "no matter": (
        "머리말(front matter)이 이름과 값의 줄이 아니어서 본문으로 읽었습니다",
        "front matter is not `name: value` lines; read as text",
    ),
    # The glossary in the notes folder.
    "long glossary": (
        "{size:,}바이트입니다. {most:,}바이트까지 되니 줄이세요",
        "has {size:,} bytes; it may have {most:,}, shorten it",
    ),
    "no pair": (
        "두 낱말 사이에 탭이 있지 않습니다. 한 줄에 한 쌍을 적거나 줄 앞에 #을 붙이세요",
        "is not two words with a tab between; write one pair a line, or put a # before the line",
    ),
}


def told(name: str, **values: object) -> str:
    """`비어 있습니다 … · is empty; …`; a value may be such a text itself."""
    own = ({k: _in(v, n) for k, v in values.items()} for n in range(2))
    texts = zip(_REASONS[name], own, strict=True)
    return _BETWEEN.join(text.format(**each) for text, each in texts)


def _in(value: object, language: int) -> object:
    return half(value, korean=language == 0) if isinstance(value, str) else value
