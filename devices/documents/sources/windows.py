"""Windows' COM and job objects: the only module that imports pywin32, and only there.

Written from the published interfaces of WIA Automation and of job objects; never run on Windows yet.
"""

import sys
from typing import Any


class NoWiaError(Exception):
    """This is no Windows, or it has no WIA."""


def device_manager() -> Any:
    """WIA's root object, bound late: nothing is generated or written.

    Raises:
        NoWiaError: There is none.
    """
    if sys.platform == "win32":
        try:
            import pythoncom  # noqa: PLC0415 - Windows alone has it; importing it initialises COM on this thread
            from win32com.client import dynamic  # noqa: PLC0415
        except ImportError as error:
            raise NoWiaError from error
        try:
            return dynamic.Dispatch("WIA.DeviceManager")
        except pythoncom.com_error as error:
            raise NoWiaError from error
    raise NoWiaError


def limit_memory(most: int) -> None:
    """Let this process, and each that it starts, have no more than so many bytes; those end when it does.

    Raises:
        OSError: Windows refused.
    """
    if sys.platform == "win32":
        import win32api  # noqa: PLC0415
        import win32job  # noqa: PLC0415

        try:
            job = win32job.CreateJobObject(None, "")
            kind = win32job.JobObjectExtendedLimitInformation
            limits = win32job.QueryInformationJobObject(job, kind)
            limits["ProcessMemoryLimit"] = most
            limits["BasicLimitInformation"]["LimitFlags"] |= (
                win32job.JOB_OBJECT_LIMIT_PROCESS_MEMORY | win32job.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
            )
            win32job.SetInformationJobObject(job, kind, limits)
            win32job.AssignProcessToJobObject(job, win32api.GetCurrentProcess())
            job.Detach()  # open as long as this process lives: with its last handle the job ends
        except win32job.error as error:
            raise OSError(str(error)) from error
