"""The tags of a packet: those of its index and of its letter, a level lower, and plain ones for what is enclosed."""

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from costing.letters.structure import elements_of

LOWER = {"/H1": Name.H2, "/H2": Name.H3, "/H3": Name.H4, "/H4": Name.H5, "/H5": Name.H6}
OF_INDEX = "index "  # begins the names of heads of columns, which would else be those of the letter again
STAMP, CONTENT = 0, 1  # the marked contents of an enclosed page


def join(packet: Pdf, index: Pdf, language: str) -> Object:
    """One tree over the pages of the index, which the packet holds already, and over its letter in `language`.

    Returns the element to which the enclosures are added.
    """
    for element in list(elements_of(packet)):
        if element.tag in LOWER:
            element.node.S = LOWER[element.tag]
    for element in elements_of(index):
        _rename(element.node)
    root, first = packet.Root.StructTreeRoot, packet.copy_foreign(index.Root.StructTreeRoot)
    whole = _element(packet, Name.Document, root)
    for part in (*first.K, *root.K):
        part.S, part.P = Name.Part, whole
        whole.K.append(part)
    root.K[0].Lang = String(language)
    root.K = Array([whole])
    _renumber(packet, first, len(index.pages))
    return whole


def _rename(node: Dictionary) -> None:
    """Give the head of a column a name of its own, and the cells below it the same."""
    if "/ID" in node:
        node.ID = String(f"{OF_INDEX}{node.ID}")
    if "/A" in node and "/Headers" in node.A:
        node.A.Headers = Array([String(f"{OF_INDEX}{name}") for name in node.A.Headers])


def _renumber(packet: Pdf, first: Object, pages: int) -> None:
    """Give the pages of the index numbers of their own in the table that leads from a page to its tags."""
    numbers = packet.Root.StructTreeRoot.ParentTree.Nums
    beyond = _next(packet)
    for page in packet.pages[:pages]:
        page.obj.StructParents += beyond
    held = list(first.ParentTree.Nums)
    for at, references in zip(held[0::2], held[1::2], strict=True):
        numbers.append(int(at) + beyond)
        numbers.append(references)


def _next(packet: Pdf) -> int:
    return max((int(at) for at in list(packet.Root.StructTreeRoot.ParentTree.Nums)[0::2]), default=-1) + 1


def enclosure(packet: Pdf, whole: Object) -> Object:
    """The element of one enclosure, after all others."""
    section = _element(packet, Name.Sect, whole)
    whole.K.append(section)
    return section


def tag_page(packet: Pdf, section: Object, page: Page, said: str, heading: str | None) -> str:
    """Tag an enclosed page before it is stamped: its stamp, which reads as `heading` on the first one, then its content; a page
    without text is a picture that says `said`. Returns the operator that opens the stamp.
    """
    level, kind = (Name.H2 if heading else Name.P), (Name.P if _has_text(page) else Name.Figure)
    stamped, content = (_element(packet, tag, section, page, mark) for tag, mark in ((level, STAMP), (kind, CONTENT)))
    if heading:
        stamped.ActualText = String(heading)
    if kind == Name.Figure:
        content.Alt = String(said)
    section.K.extend([stamped, content])
    page.obj.StructParents = _next(packet)
    numbers = packet.Root.StructTreeRoot.ParentTree.Nums
    numbers.append(page.obj.StructParents)
    numbers.append(Array([stamped, content]))
    page.contents_add(f"{kind} <</MCID {CONTENT}>> BDC".encode(), prepend=True)
    page.contents_add(b"EMC")
    return f"{level} <</MCID {STAMP}>> BDC"


def _element(packet: Pdf, tag: Name, above: Object, page: Page | None = None, mark: int | None = None) -> Object:
    made = Dictionary(Type=Name.StructElem, S=tag, P=above, K=Array() if mark is None else mark)
    if page is not None:
        made.Pg = page.obj
    return packet.make_indirect(made)


def _has_text(page: Page) -> bool:
    """Whether a page, or a form drawn on it, has a font; a form may draw itself."""
    waiting: list[Object] = [page.obj]
    seen = {page.obj.objgen}
    while waiting:
        resources = waiting.pop().get("/Resources", Dictionary())
        if "/Font" in resources and len(resources.Font):
            return True
        forms = [form for form in resources.get("/XObject", Dictionary()).values() if form.objgen not in seen]
        seen.update(form.objgen for form in forms)
        waiting.extend(forms)
    return False
