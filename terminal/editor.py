"""Opening a note at a line, in the editor of the user's choice."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from index.errors import NotesError
from terminal.language import say

# By how they take a line: `code -g file:3`, `subl file:3`, `vim +3 file`.
_GOTO = {"code", "code-insiders", "codium", "cursor", "windsurf"}
_COLON = {"subl", "zed", "hx", "helix"}
_PLUS = set("vi vim nvim view nano emacs emacsclient micro kak joe gedit".split())
_USUAL = ("code", "nvim", "vim", "nano", "vi")  # where $VISUAL and $EDITOR name none


def open_at(file: Path, line: int) -> None:
    """Waits for an editor that runs in the terminal. Raises NotesError when there is none."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    editor = chosen.strip() or next((name for name in _USUAL if shutil.which(name)), "")
    if not editor:
        raise NotesError(
            say(
                f"편집기가 없습니다. 변수 EDITOR에 적어 주세요: {file}:{line}",
                f"no editor was found; name one in the variable EDITOR: {file}:{line}",
            )
        )
    try:
        subprocess.run(command(editor, file, line), check=False)
    except (OSError, ValueError) as error:  # not there, or quotes that do not close
        raise NotesError(
            say(
                f"편집기 {editor!r}을(를) 열지 못했습니다({error}). 변수 EDITOR를 살펴 주세요.",
                f"the editor {editor!r} cannot be started ({error}); see the variable EDITOR",
            )
        ) from error


def command(editor: str, file: Path, line: int) -> list[str]:
    """`editor` may hold options, as in `code --wait`."""
    words = shlex.split(editor)
    name = Path(words[0]).stem.lower()
    if name in _GOTO:
        return [*words, "-g", f"{file}:{line}"]
    if name in _COLON:
        return [*words, f"{file}:{line}"]
    return [*words, f"+{line}", str(file)] if name in _PLUS else [*words, str(file)]
