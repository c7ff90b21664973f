"""Cases: from the text of a notice to records. Door: ``extract``, ``settle``, ``case_id``, ``site_id``.

A record is what one notice says about one problem. ``extract`` fills everything but the sites, which the places room
recognises from the record's spans; ``settle`` then gives each site its own status. ``match_records`` says which case
of another notice a record speaks of, with its evidence; ``marks`` find the records that are worth comparing.
"""

from __future__ import annotations

from geoapp.cases.beside_tables import drafts_beside_rows
from geoapp.cases.building import drafts_to_records
from geoapp.cases.context import Context
from geoapp.cases.counties import finder
from geoapp.cases.for_all import note_for_all
from geoapp.cases.genres import ranked
from geoapp.cases.grids import add_summed_up
from geoapp.cases.identity import case_id, parted_id, site_id
from geoapp.cases.kinds import campaign_of
from geoapp.cases.likeness import Marks, marks, same_site, shared_firm, shared_sites
from geoapp.cases.matching import Proposal, match_records, same_passage
from geoapp.cases.metadata import complete
from geoapp.cases.plain_lists import drafts_of_plain_lists
from geoapp.cases.second_reading import better_reading, or_of_parts
from geoapp.cases.settling import settle
from geoapp.cases.side_by_side import join_sides
from geoapp.cases.silence import why_nothing
from geoapp.cases.source import Source, fold
from geoapp.model import Campaign, Extraction, Genre, Notice, UnitTable
from geoapp.texts import text

__all__ = [
    "Marks", "Proposal", "case_id", "extract", "marks", "match_records", "parted_id", "same_passage",
    "same_site", "settle", "shared_firm", "shared_sites", "site_id",
]  # fmt: skip


def extract(notice: Notice, units: UnitTable) -> Extraction:
    """All records of a notice, and the notice completed with genre, area and day of issue.

    Nothing is raised for a document that holds no case: the warnings say so.
    """
    source = Source(notice)
    reader, *others = ranked(source)
    find = finder(units)
    completed, area = complete(source, find, reader.genre)
    if reader.genre is Genre.PETITION_LIST:
        campaign = Campaign.PETITION
    else:
        campaign = campaign_of(fold(notice.title), source.folded[:600])
    context = Context(source, find, area, reader.genre, completed.issued_on, campaign)
    drafts = better_reading(source, reader.extract(source), others)
    drafts = or_of_parts(source, drafts) or drafts_of_plain_lists(source)
    drafts = [*drafts_beside_rows(source, drafts), *drafts]
    add_summed_up(source, drafts)
    note_for_all(source, drafts, reader.genre)
    records = drafts_to_records(drafts, context)
    warnings: list[str] = []
    if not records:
        warnings.append(why_nothing(source, reader.genre))
    if joined := join_sides(source):
        warnings += [text("cases.columns_apart", column=source.said(head)) for head in joined.left_out]
    if completed.issued_on is not None and completed.issued_on_basis == "inferred":
        warnings.append(text("cases.issued_on_inferred", date=completed.issued_on.isoformat()))
    return Extraction(completed, tuple(records), tuple(warnings), _unread(records, source))


def _unread(records: list, source: Source) -> tuple[tuple[int, int], ...]:  # type: ignore[type-arg]
    """Stretches of the text that no record claims."""
    claimed = sorted(span for record in records for span in record.spans)
    gaps: list[tuple[int, int]] = []
    reached = 0
    for start, end in claimed:
        if start > reached and source.folded[reached:start].strip():
            gaps.append((reached, start))
        reached = max(reached, end)
    if source.folded[reached:].strip():
        gaps.append((reached, len(source.text)))
    return tuple(gaps)
