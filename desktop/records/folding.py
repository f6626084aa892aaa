"""Vietnamese text as it is typed in a hurry: no case, no marks, đ as d. Used for the index and for every query alike.

SQLite's own `remove_diacritics` never folds đ and its default leaves letters with two marks: the folding is done here.
"""

import unicodedata


def fold(text: str) -> str:
    """The text in lower case without tone or letter marks, đ as d, words parted by single spaces."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


def alphabetical(text: str) -> tuple[str, str]:
    """What names are sorted by: đ stands beside d, and letters with marks beside those without."""
    return fold(text), text


def words(text: str) -> list[str]:
    """The folded words of a text; whatever is neither letter nor digit parts words."""
    return "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()
