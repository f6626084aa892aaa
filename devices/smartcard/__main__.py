"""Command line for support staff: read a chip and print JSON, or examine the readers.

    python -m devices.smartcard read --number 12DIGITS [--birth YYYY-MM-DD] [--issued YYYY-MM-DD]
                                     [--reader NAME] [--save DIR] [--trust DIR] [--no-photo] [--traffic]
    python -m devices.smartcard read --can 6DIGITS | --mrz DOCUMENT YYMMDD YYMMDD
    python -m devices.smartcard doctor

What `read` prints and saves is a citizen's data: it goes to whoever asked, and nowhere else.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from devices.errors import CodedError
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.authenticity.verdicts import Verdict
from devices.smartcard.channel.access import Attempt
from devices.smartcard.channel.passwords import AccessKey, Can, MrzKey, access_key
from devices.smartcard.doctor import examine
from devices.smartcard.document import ChipDocument, Phase, Progress
from devices.smartcard.errors import CardRemovedError
from devices.smartcard.identity import identity_from_chip
from devices.smartcard.pcsc import PcscReaders
from devices.smartcard.readers import CardReaders, ReaderCondition
from devices.smartcard.reading import ChipReading, Observer
from devices.smartcard.traffic import turn_on_traffic_log

WAIT_FOR_A_CARD = 30.0  # seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; 0 on success, 1 on an error that is printed with its code, 2 on wrong arguments."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    readers = PcscReaders()
    try:
        if chosen.command == "doctor":
            print(json.dumps(examine(readers, readers.attributes).as_dict(), ensure_ascii=False, indent=2))
            return 0
        return _read(parser, chosen, readers)
    except CodedError as error:
        print(json.dumps({"error": error.code, **error.details}, ensure_ascii=False), file=sys.stderr)
        return 1
    finally:
        readers.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.smartcard", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doctor", help="examine service, readers and card")
    read = commands.add_parser("read", help="read the chip of the card on the reader")
    key = read.add_mutually_exclusive_group(required=True)
    key.add_argument("--number", help="the personal number, 12 digits: opens a Vietnamese card")
    key.add_argument("--can", help="the card access number, 6 digits")
    key.add_argument("--mrz", nargs=3, metavar=("DOCUMENT", "BIRTH", "EXPIRY"), help="as in the machine-readable zone")
    read.add_argument("--birth", type=date.fromisoformat, help="birth date: lets BAC be tried where PACE fails")
    read.add_argument("--issued", type=date.fromisoformat, help="issue date of the card, for the same")
    read.add_argument("--reader", default="", help="a part of the reader's name; else the one with a card")
    read.add_argument("--save", type=Path, help="folder for the files as read; they are personal data")
    read.add_argument("--trust", type=Path, help="folder of root certificates, master lists, revocation lists")
    read.add_argument("--no-photo", action="store_true", help="leave the photo out")
    read.add_argument("--traffic", action="store_true", help="log every exchange to the error output")
    return parser


def _read(parser: argparse.ArgumentParser, chosen: argparse.Namespace, readers: CardReaders) -> int:
    try:
        key = _key(chosen)
    except ValueError as error:
        parser.error(str(error))
    if chosen.traffic:
        turn_on_traffic_log(logging.StreamHandler(sys.stderr))
    store = TrustStore.load(chosen.trust) if chosen.trust else TrustStore.empty()
    connection = readers.connect(_reader_with_card(readers, chosen.reader))
    try:
        document = ChipReading(connection, key, store, observer=_Printing(), with_photo=not chosen.no_photo).run()
    finally:
        connection.close()
    if chosen.save:
        _save(document, chosen.save)
    print(json.dumps(as_json(document), ensure_ascii=False, indent=2))
    return 0


def _key(chosen: argparse.Namespace) -> AccessKey:
    if chosen.number:
        return access_key(chosen.number, chosen.birth, chosen.issued)
    if chosen.can:
        return AccessKey(can=Can(chosen.can))
    return AccessKey(mrz=(MrzKey(*chosen.mrz),))


def _reader_with_card(readers: CardReaders, name: str) -> str:
    """The first reader of that name with a card; waits a while for one."""
    state = readers.watch(None, 0)
    for _ in range(2):
        for reader in state.readers:
            if name in reader.name and reader.condition is ReaderCondition.CARD:
                return reader.name
        if state.error_code:
            raise CodedError(state.error_code)
        print("waiting for a card…", file=sys.stderr)
        state = readers.watch(state, WAIT_FOR_A_CARD)
    raise CardRemovedError("PCSC-020")


def as_json(document: ChipDocument) -> dict[str, object]:
    """A document as plain values: fields, verdicts, cost."""
    identity = identity_from_chip(document, today=datetime.now().astimezone().date())
    figures = document.figures
    return {
        "fields": {str(name): value.text for name, value in identity},
        "flags": [str(flag.code) for flag in identity.flags],
        "verdicts": {
            "data_genuine": _verdict(document.verdicts.data_genuine),
            "chip_genuine": _verdict(document.verdicts.chip_genuine),
            "not_revoked": _verdict(document.verdicts.not_revoked),
        },
        "access": str(document.method),
        "files": {file.name: len(content) for file, content in document.files.items()},
        "problems": {file.name: code for file, code in document.problems.items()},
        "exchanges": figures.exchanges,
        "bytes": {"sent": figures.sent, "received": figures.received},
        "milliseconds": {str(phase.phase): round(phase.milliseconds, 1) for phase in figures.phases},
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {"answer": str(verdict.answer), "reasons": [str(reason) for reason in verdict.reasons]}


def _save(document: ChipDocument, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in document.files.items():
        (folder / f"EF_{file.name}.bin").write_bytes(content)
    print(f"saved {len(document.files)} files of personal data in {folder}", file=sys.stderr)


class _Printing(Observer):
    """Tells on the error output how it goes."""

    def progressed(self, progress: Progress) -> None:
        if progress.file is None and progress.phase is not Phase.COMPLETE:
            print(f"{progress.phase}…", file=sys.stderr)

    def attempted(self, attempt: Attempt) -> None:
        waiting = f", after a pause of {attempt.pause:.0f} s" if attempt.pause else ""
        print(f"trying {attempt.method} ({attempt.number}){waiting}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
