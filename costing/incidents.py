"""What is logged of an error that nobody expected: a number, its kind and where it happened, never a value or a patient's."""

import secrets

import structlog

DEEPEST = 8
log = structlog.get_logger()


def note_incident(error: Exception, **about: str | None) -> str:
    """Log an error under a number, which is returned for whoever saw it."""
    number = secrets.token_hex(4)
    trace, places = error.__traceback__, []
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("incident", number=number, kind=type(error).__name__, places=places[-DEEPEST:], **about)
    return number
