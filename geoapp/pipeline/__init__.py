"""The corridor: calls the rooms in order. Reads like the diagram.

notice file --> notices.read --> cases.extract --> places.locate --> cases.settle --> store.put_notice
layers/*.toml --> layers.load_definitions --> layers.build --> store.put_layer
"""

from geoapp.pipeline.checking import check_world, list_disagreements
from geoapp.pipeline.closing import (
    Decision,
    Desk,
    Outcome,
    Paper,
    Rules,
    calendar_folder,
    card_of,
    extend_deadline,
    load_desk,
    load_rules,
    pause_clock,
    paused_cases,
    read_paper,
    resume_clock,
    take_step,
    unpublished_terms,
)
from geoapp.pipeline.correcting import Written, correct
from geoapp.pipeline.demonstration import SAMPLES, open_demonstration
from geoapp.pipeline.exporting import Wanted, describe_layer, kinds_of, open_export, stream_export
from geoapp.pipeline.intake import MACHINE, Report, ReportRow, file_records, ingest, place_record, read_notice
from geoapp.pipeline.layering import build_layers, layer_folders
from geoapp.pipeline.lining import keep_lines
from geoapp.pipeline.linking import OpenProposal, join_cases, open_proposals, part_record
from geoapp.pipeline.listing import list_cases, listed, scope_words, selected_cases
from geoapp.pipeline.measuring import evaluate_folders
from geoapp.pipeline.monitoring import import_series, read_table
from geoapp.pipeline.progress import silent
from geoapp.pipeline.replacing import Change, Placing, Replacement, place_again
from geoapp.pipeline.sections import list_sections, section_to_json
from geoapp.pipeline.serialise import extraction_to_json
from geoapp.pipeline.tracing import Waters, load_waters, trace_case, trace_section
from geoapp.pipeline.worker import reading_workers
from geoapp.pipeline.world import World, imported_gazetteer, load_units, load_world
from geoapp.pipeline.zoning import judge_zones, zone_ids, zone_layers

__all__ = [
    "MACHINE", "SAMPLES", "Change", "Decision", "Desk", "OpenProposal", "Outcome", "Paper", "Placing", "Replacement",
    "Report", "ReportRow", "Rules", "Wanted", "Waters", "World", "Written", "build_layers", "calendar_folder",
    "card_of", "check_world", "correct", "describe_layer", "evaluate_folders", "extend_deadline",
    "extraction_to_json", "file_records", "import_series", "imported_gazetteer", "ingest", "join_cases",
    "judge_zones", "keep_lines", "kinds_of", "layer_folders", "list_cases", "list_disagreements", "list_sections",
    "listed", "load_desk", "load_rules", "load_units", "load_waters", "load_world", "open_demonstration",
    "open_export", "open_proposals", "part_record", "pause_clock", "paused_cases", "place_again", "place_record",
    "read_notice", "read_paper", "read_table", "reading_workers", "resume_clock", "scope_words", "section_to_json",
    "selected_cases", "silent", "stream_export", "take_step", "trace_case", "trace_section", "unpublished_terms",
    "zone_ids", "zone_layers",
]  # fmt: skip
