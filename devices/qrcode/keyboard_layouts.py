"""What the keys of a US keyboard type when the computer believes another keyboard is plugged in.

A wedge scanner presses the keys of the layout it is set to, nearly always the US one; the computer answers with the
characters of its own. The tables are those of the Windows layouts KBDFR, KBDGR, KBDUK and KBDVNTC.
"""

from enum import StrEnum

_US = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'


class Layout(StrEnum):
    """The keyboard that the computer believes in; the value is its name for the officer."""

    FRENCH = "tiếng Pháp (AZERTY)"
    GERMAN = "tiếng Đức (QWERTZ)"
    BRITISH = "tiếng Anh (Anh quốc)"
    VIETNAMESE = "tiếng Việt (Vietnamese)"


_TYPED = {
    Layout.FRENCH: (
        "&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!" + "1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"
    ),
    Layout.GERMAN: (
        "1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-" + "!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_"
    ),
    Layout.BRITISH: (
        "1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./" + '!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?'
    ),
    Layout.VIETNAMESE: (
        "ăâêô\u0300\u0309\u0303\u0301\u0323đ-₫qwertyuiopươ\\asdfghjkl;'zxcvbnm,./"
        'ĂÂÊÔ%^&*(Đ_+QWERTYUIOPƯƠ|ASDFGHJKL:"ZXCVBNM<>?'
    ),
}
_ON_DIGITS = frozenset(character for typed in _TYPED.values() for character in typed[:10])


def typed_on(text: str, layout: Layout) -> str:
    """What the computer shows for the keys of `text`; a character that no US key has is not typed at all."""
    table = dict(zip(_US, _TYPED[layout], strict=True))
    return "".join(" " if character == " " else table.get(character, "") for character in text)


def keys_of(text: str, layout: Layout) -> str:
    """The keys, as a US keyboard has them, that made `text`; a character that no key types stays as it is.

    The text must be as it was typed: composing the Vietnamese layout's tone marks would change their order.
    """
    table = {typed: key for key, typed in zip(_US, _TYPED[layout], strict=True)}
    return "".join(table.get(character, character) for character in text)


def only_digit_keys(text: str) -> bool:
    """Whether the text may be digits typed on another keyboard, and is not digits."""
    return bool(text) and all(character in _ON_DIGITS for character in text) and not text.isdecimal()
