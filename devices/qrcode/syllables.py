"""Whether a word may be a Vietnamese syllable: onset, rhyme and tone, as the orthography allows them.

Vietnamese writes every syllable apart and has some 160 rhymes, so most losses of letters or marks leave something that
no syllable can be: ``Nguyn``, ``Nguyen`` and ``Thap`` are none (a final stop needs the tone sắc or nặng). Names of
other peoples of the country (``Y Wang Niê``) are none either; therefore this only supports a suspicion.
"""

import unicodedata

_ONSETS = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh"),
    *("p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"),
)
_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu yêm yên yêng yêt yêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêt uơ uôc uôi uôm uôn uông uôt
    uy uya uych uyên uyêt uynh uyt uyu uyp ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yt ynh
"""
_RHYMES = frozenset(_RHYME_LIST.split())
_FOLDED_RHYMES = frozenset(
    "".join(part for part in unicodedata.normalize("NFD", rhyme) if part.isascii()) for rhyme in _RHYMES
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES = frozenset("\u0301\u0323")  # sắc and nặng
_STOPS = ("c", "ch", "p", "t")


def is_syllable(word: str) -> bool:
    """Whether the word, in NFC and either case, may be a Vietnamese syllable."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [part for part in parts if part in _TONES]
    bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    if len(tones) > 1 or (bare.endswith(_STOPS) and (not tones or tones[0] not in _STOP_TONES)):
        return False
    return any(_rhyme_of(bare, onset) in _RHYMES for onset in _ONSETS if bare.startswith(onset))


def is_folded_syllable(word: str) -> bool:
    """Whether the word may be a Vietnamese syllable that lost its marks, đ's bar too."""
    bare = word.lower()
    return any(_rhyme_of(bare, onset) in _FOLDED_RHYMES for onset in _ONSETS if bare.startswith(onset))


def _rhyme_of(bare: str, onset: str) -> str:
    rest = bare[len(onset) :]
    if onset == "qu" and rest.startswith("y"):
        return "i" + rest[1:]  # quyên is qu + iên
    if onset == "gi" and (not rest or rest[0] not in "aăâeêioôơuưy"):
        return "i" + rest  # gì, gìn: the i belongs to both
    return rest


def strange_words(text: str) -> list[str]:
    """The words that are no Vietnamese syllable; house numbers, single letters and abbreviations (``TP.``) pass."""
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return [word for word in words if not (_is_abbreviation(word) or is_syllable(word))]


def _is_abbreviation(word: str) -> bool:
    short = word.isupper() and len(word) <= 4 and not any(letter in "AEIOUY" for letter in word)
    return len(word) == 1 or any(letter.isdecimal() for letter in word) or short
