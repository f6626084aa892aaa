"""A made-up case for the paper that is shown while its wording is changed."""

from datetime import datetime, timedelta

from desktop.records.cases import Appointment, Case, CasePaper, CaseState, IdentitySource, NewCase, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.people import PersonDetails

CODE = "000.00.00.H00-260101-0001"


def sample_case(now: datetime, form_set: str, officer_name: str) -> Case:
    """A received case of nobody."""
    content = NewCase(
        applicant=PersonDetails(
            full_name="Nguyễn Văn Mẫu",
            number="000000000000",
            residence="Ấp Mẫu, xã Mẫu",
            phone="0190 000 000",
            email="mau@example.vn",
        ),
        procedure_code="1.000000",
        procedure_name="Thủ tục đăng ký khai sinh",
        procedure_valid_from=now.date(),
        catalogue_version="",
        field="Hộ tịch",
        group=ServiceGroup.OTHER,
        form_set=form_set,
        channel=ReceptionChannel.COUNTER,
        identity_source=IdentitySource.TYPED,
        received_at=now,
        appointment=Appointment(now + timedelta(days=3)),
        papers=(
            CasePaper("Tờ khai theo mẫu", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, originals=1),
            CasePaper("Giấy chứng sinh", PaperAnswer.DIGITIZE, PaperState.MISSING),
        ),
        officer_id=0,
        time_limit_text="03 ngày làm việc",
    )
    return Case(0, CODE, CaseState.RECEIVED, 0, content, officer_name)
