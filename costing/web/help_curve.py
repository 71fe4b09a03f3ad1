"""The year without and with help as a picture: two lines of what the patient has paid, in figures that a drawing can use."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from costing.questions.help_course import HelpCourse
from costing.web.curve import HEIGHT, WIDTH, step_of


@dataclass(frozen=True, slots=True)
class HelpCurve:
    """The two lines as points of a polyline, month names below, and the heights of the lines across with their dollars."""

    before: str
    after: str
    months: tuple[tuple[Decimal, str], ...]
    lines: tuple[tuple[Decimal, Decimal], ...]
    width: int = WIDTH
    height: int = HEIGHT


def help_curve(course: HelpCourse) -> HelpCurve | None:
    """The picture of a course; None when a share is unknown, nothing is paid, or there is one month only."""
    before = [month.before_so_far for month in course.months if month.before_so_far is not None]
    after = [month.after_so_far for month in course.months if month.after_so_far is not None]
    top = max((*before, *after), default=Decimal(0))
    if len(before) < len(course.months) or len(after) < len(course.months) or top == 0 or len(before) < 2:
        return None
    step = step_of(top)
    ceiling = step * (top / step).to_integral_value(ROUND_CEILING)
    places = [round(Decimal(WIDTH) * at / (len(before) - 1), 1) for at in range(len(before))]
    return HelpCurve(
        before=_points(places, before, ceiling),
        after=_points(places, after, ceiling),
        months=tuple((x, f"{month.starts:%b}") for x, month in zip(places, course.months, strict=True)),
        lines=tuple((_y(step * at, ceiling), step * at) for at in range(int(ceiling / step) + 1)),
    )


def _points(places: Sequence[Decimal], paid: Sequence[Decimal], ceiling: Decimal) -> str:
    return " ".join(f"{x},{_y(dollars, ceiling)}" for x, dollars in zip(places, paid, strict=True))


def _y(dollars: Decimal, ceiling: Decimal) -> Decimal:
    return round(HEIGHT - HEIGHT * dollars / ceiling, 1)
