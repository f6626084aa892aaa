"""Who may look and decide at the province: accounts, their sessions, and how often a password was wrong.

Passwords are kept as Argon2id (RFC 9106), session tokens as SHA-256: a stolen database opens no session.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sync.errors import ProtocolError
from sync.province.store.database import upsert
from sync.province.store.schema import accounts, login_failures, sessions

SHORTEST_PASSWORD = 14  # characters: level 3, without a second factor (TCVN 14423:2026)
MOST_FAILURES = 5  # of one account, and ten times as many from one address, within
FAILURE_SPAN = timedelta(minutes=15)
SESSION_SPAN = timedelta(hours=9)
_HASHER = PasswordHasher()


class Role(StrEnum):
    """What an account may do."""

    PROVINCE = "province"  # everything
    UNIT = "unit"  # look at one unit
    READER = "reader"  # look at the province


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `unit` is the one it looks at, for `Role.UNIT`."""

    login: str
    name: str
    role: Role
    unit: str
    active: bool


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in; `csrf` comes back with every form."""

    account: Account
    csrf: str


class AccountRepository:
    """The accounts of one province, within one transaction."""

    def __init__(self, connection: Connection, province: str) -> None:
        self._connection = connection
        self._province = province

    def keep(self, login: str, name: str, role: Role, password: str, unit: str = "") -> None:
        """Add an account, or change it and its password; its sessions end.

        Raises:
            ProtocolError: SYNC-042: the password is too short, or a unit's account has no unit.
        """
        if len(password) < SHORTEST_PASSWORD or not login or (role is Role.UNIT) != bool(unit):
            raise ProtocolError("SYNC-042")
        values = {
            "province_code": self._province,
            "login": login,
            "name": name,
            "role": role,
            "unit": unit,
            "password_hash": _HASHER.hash(password),
            "active": True,
        }
        upsert(self._connection, accounts, values)
        self._end_sessions(login)

    def disable(self, login: str) -> None:
        """Let nobody in with it any more.

        Raises:
            ProtocolError: SYNC-043: it is the last account that may do everything.
        """
        others = select(func.count()).select_from(accounts)
        here = (accounts.c.province_code == self._province) & accounts.c.active & (accounts.c.login != login)
        if not self._connection.execute(others.where(here, accounts.c.role == Role.PROVINCE)).scalar_one():
            raise ProtocolError("SYNC-043")
        this = (accounts.c.province_code == self._province) & (accounts.c.login == login)
        self._connection.execute(update(accounts).where(this).values(active=False))
        self._end_sessions(login)

    def all(self) -> list[Account]:
        """Every account, by login."""
        wanted = select(accounts).where(accounts.c.province_code == self._province).order_by(accounts.c.login)
        return [_account(row) for row in self._connection.execute(wanted)]

    # ---- signing in

    def sign_in(self, login: str, password: str, *, address: str, now: datetime) -> str | None:
        """Begin a session: its token, to be kept by the browser; None where login or password is wrong.

        Raises:
            ProtocolError: SYNC-041: it was wrong too often lately.
        """
        if self._failures(now, login_failures.c.login == login) >= MOST_FAILURES:
            raise ProtocolError("SYNC-041")
        if self._failures(now, login_failures.c.address == address) >= 10 * MOST_FAILURES:
            raise ProtocolError("SYNC-041")
        this = (accounts.c.province_code == self._province) & (accounts.c.login == login) & accounts.c.active
        row = self._connection.execute(select(accounts).where(this)).one_or_none()
        if not _is_right(row, password):
            self._remember_failure(login, address, now)
            return None
        token = secrets.token_urlsafe(32)
        self._connection.execute(
            insert(sessions).values(
                province_code=self._province,
                token_hash=_hashed(token),
                login=login,
                csrf=secrets.token_urlsafe(32),
                expires_at=(now + SESSION_SPAN).isoformat(timespec="seconds"),
            )
        )
        return token

    def session(self, token: str, now: datetime) -> Session | None:
        """Who has a token; None where nobody has it any more."""
        joined = sessions.join(
            accounts,
            (sessions.c.province_code == accounts.c.province_code) & (sessions.c.login == accounts.c.login),
        )
        this = (sessions.c.province_code == self._province) & (sessions.c.token_hash == _hashed(token))
        columns = select(accounts, sessions.c.csrf, sessions.c.expires_at).select_from(joined)
        row = self._connection.execute(columns.where(this, accounts.c.active)).one_or_none()
        if row is None or datetime.fromisoformat(row.expires_at) <= now:
            return None
        return Session(_account(row), row.csrf)

    def sign_out(self, token: str) -> None:
        """End a session."""
        this = (sessions.c.province_code == self._province) & (sessions.c.token_hash == _hashed(token))
        self._connection.execute(delete(sessions).where(this))

    def _end_sessions(self, login: str) -> None:
        theirs = (sessions.c.province_code == self._province) & (sessions.c.login == login)
        self._connection.execute(delete(sessions).where(theirs))

    def _failures(self, now: datetime, which: Any) -> int:
        since = (now - FAILURE_SPAN).isoformat(timespec="seconds")
        here = (login_failures.c.province_code == self._province) & (login_failures.c.at >= since)
        wanted = select(func.count()).select_from(login_failures).where(here, which)
        return self._connection.execute(wanted).scalar_one()

    def _remember_failure(self, login: str, address: str, now: datetime) -> None:
        old = (now - FAILURE_SPAN).isoformat(timespec="seconds")
        here = login_failures.c.province_code == self._province
        self._connection.execute(delete(login_failures).where(here, login_failures.c.at < old))
        self._connection.execute(
            insert(login_failures).values(
                province_code=self._province,
                failure=uuid4().hex,
                login=login[:64],
                address=address[:64],
                at=now.isoformat(timespec="seconds"),
            )
        )


def _is_right(row: Row[Any] | None, password: str) -> bool:
    """Whether the password is the account's; takes as long where there is no account."""
    try:
        _HASHER.verify(row.password_hash if row is not None else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return row is not None


# Argon2id of nothing that anybody knows: what an unknown login's password is compared with.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MgZuYBnsrLjgBpCvVZE+Dw$wJx2SoN35/7I6v9/YLpOjXXiAnYQ1zcGLGDLrGibuIw"


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _account(row: Row[Any]) -> Account:
    return Account(row.login, row.name, Role(row.role), row.unit, row.active)
