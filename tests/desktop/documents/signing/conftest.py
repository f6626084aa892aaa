"""One folder of SoftHSM tokens for all tests of a process: the module looks for tokens only when it is first loaded."""

from collections.abc import Iterator

import pytest

from desktop.documents.signing.certificate_file import CertificateFileSigner
from tests.helpers.signing_world import PASSWORD, TokenBox, issue, officer, root


@pytest.fixture(scope="session")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenBox]:
    """Tokens: ``so hoa`` with the officer's key, ``elip`` with one on a curve, and some that cannot sign."""
    box = TokenBox(tmp_path_factory.mktemp("softhsm"))
    older = issue("Chứng thư cũ", root(), days=(-400, 30))
    box.token("so hoa", ("01", older, True), ("02", officer(), True), ("03", root(), False))
    box.certificate("so hoa", "09", root())
    box.token("elip", ("01", issue("Trần Đức Ưng", root(), curve=True), True))
    box.token("trong")
    box.token("thieu chung thu", ("01", officer(), False))
    box.token("ma hoa", ("01", issue(issuer=root(), signing=False), True))
    box.token("het han", ("01", issue(issuer=root(), days=(-400, -1)), True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", box.environment["SOFTHSM2_CONF"])
        yield box


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> CertificateFileSigner:
    """The officer's, from a file."""
    path = tmp_path_factory.mktemp("p12") / "can bo.p12"
    path.write_bytes(officer().p12(PASSWORD, root().certificate))
    return CertificateFileSigner(path, PASSWORD)
