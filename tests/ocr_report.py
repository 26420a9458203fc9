"""How well scans are read: the whole sample set as an official text, printed, scanned, recognised, tagged.

    python tests/ocr_report.py [--pages N] [--form FORM]

Simplified and as the sample stands (mixed, mostly traditional), each as a PDF of grey JPEG pictures and as a black and
white TIFF at 200 dpi, as PNG pictures of a page each, and as one long JPEG picture at 110 dpi, as telephones make it. Printed are the share of characters read wrongly and, against the tags of the
plain text, the F1 of deadlines (clause, kind, days, recurrence) and of targets (clause, indicator, figure, unit, day);
how near the content is to the plain text's; and the time a page. The exit code is 1 where a figure is below the floor.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from io import BytesIO

import pypdfium2
from opencc import OpenCC
from PIL import Image

from corpus.fold import fold
from corpus.samples import sample_text
from corpus.types import Document, Task
from ingest.pipeline import read_document
from ingest.readers import read_content
from pdf_maker import official
from search.sketch import pieces, share

__all__ = ["DEADLINES", "TARGETS", "deadlines", "errors", "f1", "pictures", "scanned_pdf", "scanned_tiff", "targets"]

DEADLINES, TARGETS = 0.97, 0.95  # the floors
_DPI = 200
_FORMS = ("pdf", "tiff", "png", "long")


def pictures(content: bytes, begin: int = 0, end: int | None = None) -> list[Image.Image]:
    """The pages of a PDF from `begin` (0 the first) up to `end` as a scanner shows them: grey, 200 dpi."""
    document = pypdfium2.PdfDocument(content)
    made = []
    for number in range(len(document))[begin:end]:
        page = document[number]
        made.append(page.render(scale=_DPI / 72).to_pil().convert("L"))
        page.close()
    document.close()
    return made


def scanned_pdf(pages: Sequence[Image.Image]) -> bytes:
    """A PDF of JPEG pictures, as scanners make them."""
    stream = BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI, quality=75)
    return stream.getvalue()


def scanned_tiff(pages: Sequence[Image.Image]) -> bytes:
    """A TIFF of black and white pictures, as fax machines make them."""
    stream = BytesIO()
    plain = [page.point(lambda value: 255 * (value > 160)).convert("1") for page in pages]
    plain[0].save(stream, "TIFF", save_all=True, append_images=plain[1:], compression="group4", dpi=(_DPI, _DPI))
    return stream.getvalue()


def long_picture(pages: Sequence[Image.Image]) -> bytes:
    """The pages one below the other, their margins above and below cut away, at 110 dpi."""
    small = [
        page.resize((page.width * 110 // _DPI, page.height * 110 // _DPI), Image.Resampling.LANCZOS) for page in pages
    ]
    cut = [page.crop((0, page.height // 9, page.width, page.height * 10 // 11)) for page in small]
    whole = Image.new("L", (cut[0].width, sum(page.height for page in cut)), 255)
    for at, page in enumerate(cut):
        whole.paste(page, (0, sum(before.height for before in cut[:at])))
    stream = BytesIO()
    whole.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def _read(form: str, pages: Sequence[Image.Image]) -> tuple[str, int]:
    """The text of a scan in a form, and how many pages it has."""
    if form == "png":
        texts = []
        for page in pages:
            stream = BytesIO()
            page.save(stream, "PNG")
            texts.append(read_content(stream.getvalue(), "scan.png").text)
        return "".join(texts), len(pages)
    made, name = {
        "pdf": (scanned_pdf, "scan.pdf"), "tiff": (scanned_tiff, "scan.tif"), "long": (long_picture, "scan.jpg"),
    }[form]  # fmt: skip
    source = read_content(made(pages), name)
    return source.text, len(source.pages)


def errors(read: str, printed: str) -> float:
    """The share of printed characters that were read wrongly, spaces aside."""
    mine, theirs = ("".join(fold(text).split()) for text in (read, printed))
    blocks = difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    return 1 - sum(block.size for block in blocks) / len(theirs)


def deadlines(tasks: Iterable[Task]) -> Iterator[Hashable]:
    """What is compared of each deadline."""
    return ((t.clause, d.kind, d.begins, d.due, d.rrule) for t in tasks for d in t.deadlines)


def targets(tasks: Iterable[Task]) -> Iterator[Hashable]:
    """What is compared of each target."""
    return (
        (t.clause, fold(g.indicator), g.comparator, g.value, fold(g.unit or ""), g.due)
        for t in tasks
        for g in t.targets
    )


def f1(found: Iterable[Hashable], expected: Iterable[Hashable]) -> float:
    """The harmonic mean of precision and recall over things that may be there more than once; 1 where neither is."""
    mine, theirs = Counter(found), Counter(expected)
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 1.0


def _tagged(text: str) -> Document:
    return read_document(text, name="sample")


def main() -> int:
    """Print the figures; 1 where one is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, help="read so many pages of each scan, not all")
    parser.add_argument("--form", choices=_FORMS, help="this form of scan alone")
    told = parser.parse_args()
    wanted = told.pages
    lines = [line.strip() for line in sample_text().splitlines() if line.strip()]
    low = False
    for script, texts in (("simplified", [OpenCC("t2s").convert(line) for line in lines]), ("as it stands", lines)):
        content = official(texts)
        pages = pictures(content, 0, wanted)
        printed = read_content(content, "printed.pdf")
        end = printed.pages[len(pages)].start if len(pages) < len(printed.pages) else len(printed.text)
        plain = printed.text[:end] if wanted else "\n".join(texts)
        expected = _tagged(plain).tasks
        for form in [told.form] if told.form else _FORMS:
            begun = time.perf_counter()
            text, count = _read(form, pages)
            took = time.perf_counter() - begun
            found = _tagged(text).tasks
            due, figures = f1(deadlines(found), deadlines(expected)), f1(targets(found), targets(expected))
            low |= due < DEADLINES or figures < TARGETS
            print(
                f"{script:<13} {form:<5} {count:>3} pages  characters wrong {errors(text, plain):.4f}  "
                f"deadlines {due:.3f} of {sum(1 for _ in deadlines(expected))}  "
                f"targets {figures:.3f} of {sum(1 for _ in targets(expected))}  "
                f"near {share(pieces(text), pieces(plain)):.3f}  {took / count:.1f} s/page",
                flush=True,
            )
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
