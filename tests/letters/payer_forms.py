"""A payer's form as payers make them: two pages, ruled boxes, text of several kinds, groups of boxes, a choice, a signature."""

from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

PAGE = (612, 792)
DA = String("/Helv 10 Tf 0 g")
MULTILINE, RADIO, COMB, COMBO = 1 << 12, (1 << 15) | (1 << 14), 1 << 24, 1 << 17


class Sheet:
    """One page being drawn: its content, and the widgets on it."""

    def __init__(self, pdf: Pdf, font: Object, title: str) -> None:
        self.pdf, self.page, self.widgets = pdf, pdf.add_blank_page(page_size=PAGE), Array()
        self.page.obj.Resources = Dictionary(Font=Dictionary(Helv=font))
        self.drawn = [f"0.9 g 36 744 540 24 re f 0 g BT /Helv 13 Tf 42 752 Td ({title}) Tj ET 0.5 w"]

    def rule(self, label: str, x: float, y: float, width: float, height: float = 18) -> Array:
        """A box with its label above it."""
        self.drawn.append(f"{x} {y} {width} {height} re S BT /Helv 7 Tf {x} {y + height + 2} Td ({label}) Tj ET")
        return Array([x, y, x + width, y + height])

    def box(self, label: str, x: float, y: float) -> Array:
        """A small square with its label behind it."""
        self.drawn.append(f"{x} {y} 10 10 re S BT /Helv 9 Tf {x + 14} {y + 1} Td ({label}) Tj ET")
        return Array([x, y, x + 10, y + 10])

    def widget(self, rect: Array, **more: Any) -> Dictionary:
        """A field's place on the page."""
        made = self.pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=rect, F=4, **more))
        self.widgets.append(made)
        return made

    def done(self) -> None:
        self.page.obj.Annots = self.pdf.make_indirect(self.widgets)
        self.page.obj.Contents = self.pdf.make_stream("\n".join(self.drawn).encode())


class Maker:
    """The form being made."""

    def __init__(self) -> None:
        self.pdf, self.fields = Pdf.new(), Array()
        self.font = self.pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))

    def text(self, sheet: Sheet, name: str, label: str, at: tuple[float, ...], **more: Any) -> None:
        spoken = {"TU": String(label)} if label else {}
        field = sheet.widget(sheet.rule(label or name, *at), FT=Name.Tx, T=String(name), DA=DA, **spoken, **more)
        self.fields.append(field)

    def tick(self, state: str) -> Dictionary:
        """A cross when it is ticked, nothing when it is not."""
        cross = self.pdf.make_stream(
            b"1 w 2 2 m 8 8 l 2 8 m 8 2 l S", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 10, 10])
        )
        empty = self.pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 10, 10]))
        return Dictionary(N=Dictionary({f"/{state}": cross, "/Off": empty}))

    def check(self, sheet: Sheet, name: str, label: str, x: float, y: float) -> None:
        rect = sheet.box(label, x, y)
        self.fields.append(
            sheet.widget(
                rect, FT=Name.Btn, T=String(name), TU=String(label), AP=self.tick("Yes"), AS=Name.Off, V=Name.Off
            )
        )

    def group(self, sheet: Sheet, name: str, label: str, boxes: dict[str, tuple[str, float, float]]) -> None:
        parent = self.pdf.make_indirect(
            Dictionary(FT=Name.Btn, Ff=RADIO, T=String(name), TU=String(label), Kids=Array(), V=Name.Off)
        )
        for state, (words, x, y) in boxes.items():
            rect = sheet.box(words, x, y)
            parent.Kids.append(sheet.widget(rect, Parent=parent, AP=self.tick(state), AS=Name.Off))
        self.fields.append(parent)


def a_payer_form() -> bytes:
    """Two pages of a fictional plan's request form."""
    made = Maker()
    one = Sheet(made.pdf, made.font, "Example Health: Immune globulin request \\(fictional\\)")
    made.group(
        one, "ReviewType", "Type of review", {"Initial": ("Initial request", 42, 716), "Renewal": ("Renewal", 150, 716)}
    )
    made.text(one, "MemberLastName", "Member last name", (42, 670, 250))
    made.text(one, "MemberFirstName", "Member first name", (310, 670, 250))
    made.text(one, "MemberID", "Member ID", (42, 630, 250), MaxLen=14, Ff=COMB)
    made.text(one, "DOB", "Date of birth", (310, 630, 120), Q=1)
    made.text(one, "GroupNo", "Group number", (446, 630, 114))
    made.text(one, "PrescriberName", "Prescriber name", (42, 590, 250))
    made.text(one, "PrescriberNPI", "Prescriber NPI", (310, 590, 120), MaxLen=10)
    made.text(one, "Fax", "Office fax", (446, 590, 114), Q=2)
    made.text(one, "Drug", "Medication name", (42, 550, 250))
    made.text(one, "HCPCS", "HCPCS", (310, 550, 120))
    made.text(one, "ICD10", "ICD-10 codes", (446, 550, 114))
    made.text(one, "Dose", "Dose", (42, 510, 150))
    made.text(one, "Freq", "Frequency", (208, 510, 222))
    made.text(one, "Short", "Phone", (446, 510, 20))
    made.text(one, "History", "Earlier treatment and outcome", (42, 400, 518, 80), Ff=MULTILINE)
    two = Sheet(made.pdf, made.font, "Example Health: page 2")
    made.check(two, "SiteOffice", "Office", 42, 700)
    made.check(two, "SiteHome", "Home", 150, 700)
    options = Array([Array([String("MR"), String("Medical")]), Array([String("PH"), String("Pharmacy")])])
    rect = two.rule("Benefit", 42, 650, 120)
    made.fields.append(
        two.widget(rect, FT=Name.Ch, T=String("Benefit"), TU=String("Benefit"), Ff=COMBO, Opt=options, DA=DA)
    )
    rect = two.rule("Signature", 42, 600, 250)
    made.fields.append(two.widget(rect, FT=Name.Sig, T=String("Signature")))
    made.text(two, "topmost.nested", "", (310, 650, 120))
    for sheet in (one, two):
        sheet.done()
    resources = Dictionary(Font=Dictionary(Helv=made.font))
    made.pdf.Root.AcroForm = made.pdf.make_indirect(Dictionary(Fields=made.fields, DA=DA, DR=resources))
    return bytes_of(made.pdf)


def bytes_of(pdf: Pdf) -> bytes:
    """The file."""
    target = BytesIO()
    pdf.save(target)
    return target.getvalue()
