"""A file in pieces takes from the one before all that it need not make."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from ketluan.piece_files import Laid, write_pieces
from ketluan.pieces import Piece, text_of

_TEXTS = st.lists(st.text("aẫ\n", max_size=4), min_size=1, max_size=3).map(tuple)
_FILES = st.lists(st.tuples(_TEXTS, st.text("9ô,", max_size=3)), max_size=4)


@given(st.lists(_FILES, min_size=2, max_size=4))
def test_only_texts_that_the_last_file_has_not_are_made(
    files: list[list[tuple[tuple[str, ...], str]]],
) -> None:
    made: list[tuple[str, ...]] = []

    def make(texts: tuple[str, ...]) -> tuple[str, ...]:
        made.append(texts)
        return texts

    laid: tuple[Laid, ...] = ()
    last, sum_of = None, ""
    with TemporaryDirectory() as folder:
        for count, file in enumerate(files):
            pieces = [Piece(f"key of {texts}", partial(make, texts), word) for texts, word in file]
            expected = text_of(pieces)
            before = {key for key, _, _ in laid}
            made.clear()
            target = Path(folder) / f"{count}.csv"
            sum_of, laid = write_pieces(pieces, target, last, laid, sum_of)
            assert target.read_bytes().decode() == expected
            assert made == [texts for texts, _ in file if f"key of {texts}" not in before]
            last = target
